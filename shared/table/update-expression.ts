import type { Condition, Update } from './table.ts';

export interface Changes {
  readonly set?: Readonly<Record<string, unknown>>;
  /** Numbers to add to, or sets whose members to add. */
  readonly add?: Readonly<Record<string, number | ReadonlySet<number> | ReadonlySet<string>>>;
  readonly remove?: readonly string[];
}

/** The update expression for some changes. Every name goes through a placeholder: DynamoDB reserves 573 words. */
export function updateOf({ set = {}, add = {}, remove = [] }: Changes, condition?: Condition): Update {
  const names: Record<string, string> = { ...condition?.names };
  const values: Record<string, unknown> = { ...condition?.values };
  const clause = (verb: string, attributes: readonly string[], write: (name: string, value: string) => string) =>
    attributes.map((attribute) => {
      names[`#u_${attribute}`] = attribute;
      return write(`#u_${attribute}`, `:u_${verb}_${attribute}`);
    });
  const sets = clause('set', Object.keys(set), (name, value) => `${name} = ${value}`);
  for (const [attribute, value] of Object.entries(set)) values[`:u_set_${attribute}`] = value;
  const adds = clause('add', Object.keys(add), (name, value) => `${name} ${value}`);
  for (const [attribute, value] of Object.entries(add)) values[`:u_add_${attribute}`] = value;
  const removes = clause('remove', remove, (name) => name);
  const update = [
    sets.length > 0 ? `SET ${sets.join(', ')}` : '',
    adds.length > 0 ? `ADD ${adds.join(', ')}` : '',
    removes.length > 0 ? `REMOVE ${removes.join(', ')}` : '',
  ].filter((part) => part !== '');
  return {
    update: update.join(' '),
    names,
    ...(Object.keys(values).length > 0 && { values }),
    ...(condition && { condition: condition.condition }),
  };
}

/** Holds only while a set contains none of these members; an absent set contains nothing. */
export function notContaining(attribute: string, ...members: readonly number[]): Condition {
  return {
    condition: members.map((member) => `NOT contains(#set, :member${member})`).join(' AND '),
    names: { '#set': attribute },
    values: Object.fromEntries(members.map((member) => [`:member${member}`, member])),
  };
}

export const itemExists: Condition = { condition: 'attribute_exists(pk)' };
export const itemAbsent: Condition = { condition: 'attribute_not_exists(pk)' };

/** Holds only while an attribute has this value. */
export function equals(attribute: string, value: unknown): Condition {
  return {
    condition: `#${attribute} = :is_${attribute}`,
    names: { [`#${attribute}`]: attribute },
    values: { [`:is_${attribute}`]: value },
  };
}

export function allOf(...conditions: readonly Condition[]): Condition {
  return {
    condition: conditions.map(({ condition }) => `(${condition})`).join(' AND '),
    names: Object.assign({}, ...conditions.map(({ names }) => names ?? {})),
    values: Object.assign({}, ...conditions.map(({ values }) => values ?? {})),
  };
}
