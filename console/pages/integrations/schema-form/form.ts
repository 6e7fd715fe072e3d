import { isObject, type Json, type JsonObject, merged, resolved, type Schema } from './schema.ts';

export interface Choice {
  readonly value: Json;
  readonly label: string;
}

export interface Field {
  readonly name: string;
  readonly schema: Schema;
  readonly isRequired: boolean;
}

/** How a schema is drawn. `json` is for whatever nothing else draws, so that no setting is out of reach. */
export type Form =
  | { readonly kind: 'fixed'; readonly value: Json }
  | { readonly kind: 'choice'; readonly choices: readonly Choice[] }
  | { readonly kind: 'choices'; readonly choices: readonly Choice[] }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'number'; readonly isWhole: boolean }
  | { readonly kind: 'text' }
  | { readonly kind: 'list'; readonly items: Schema }
  | { readonly kind: 'named'; readonly values: Schema }
  /** `isOpen`: it may have fields that the schema does not name, or names in a way that is not drawn. */
  | { readonly kind: 'group'; readonly fields: readonly Field[]; readonly isOpen: boolean }
  | { readonly kind: 'variants'; readonly variants: readonly Schema[] }
  | { readonly kind: 'json' };

const json: Form = { kind: 'json' };
/** Keywords that bring fields which are not drawn. */
const undrawn = ['if', 'then', 'else', 'dependentSchemas', 'dependencies', 'patternProperties'];

export function formOf(given: Schema, root: Schema): Form {
  const schema = resolved(given, root);
  if (schema === null) return json;
  if (schema.const !== undefined) return { kind: 'fixed', value: schema.const };
  if (schema.enum !== undefined) return { kind: 'choice', choices: schema.enum.filter(isGiven).map(choiceOf) };
  const variants = variantsOf(schema, root);
  if (variants !== null) return variants;
  const types = [schema.type ?? []].flat().filter((type) => type !== 'null');
  if (types.length > 1) return json;
  switch (types[0] ?? (schema.properties ? 'object' : undefined)) {
    case 'boolean':
      return { kind: 'toggle' };
    case 'integer':
    case 'number':
      return { kind: 'number', isWhole: types[0] === 'integer' };
    case 'string':
      return { kind: 'text' };
    case 'array':
      return listOf(schema, root);
    case 'object':
      return objectOf(schema, root);
    default:
      return json;
  }
}

function variantsOf(schema: Schema, root: Schema): Form | null {
  const { oneOf, anyOf, ...base } = schema;
  const all = (oneOf ?? anyOf)?.map((variant) => resolved(variant, root));
  if (all === undefined) return null;
  if (oneOf !== undefined && anyOf !== undefined) return json;
  const variants = all.filter((variant) => variant !== null && variant.type !== 'null') as Schema[];
  if (all.includes(null) || variants.length === 0) return json;
  if (variants.every((variant) => variant.const !== undefined)) {
    return {
      kind: 'choice',
      choices: variants.map(({ const: value = null, title }) => ({ value, label: title ?? String(value) })),
    };
  }
  const whole = variants.map((variant) => merged(base, variant));
  const [only] = whole;
  return whole.length === 1 && only !== undefined ? formOf(only, root) : { kind: 'variants', variants: whole };
}

function listOf({ items }: Schema, root: Schema): Form {
  if (items === undefined) return json;
  const form = formOf(items, root);
  if (form.kind === 'json') return json;
  return form.kind === 'choice' ? { kind: 'choices', choices: form.choices } : { kind: 'list', items };
}

function objectOf(schema: Schema, root: Schema): Form {
  const { properties = {}, additionalProperties: others } = schema;
  const fields = Object.entries(properties)
    .map(([name, field]) => ({ name, schema: field, isRequired: schema.required?.includes(name) === true }))
    .toSorted((one, other) => (one.schema.order ?? lastOrder) - (other.schema.order ?? lastOrder));
  const isOpen = undrawn.some((keyword) => keyword in schema);
  if (fields.length > 0) return { kind: 'group', fields, isOpen };
  if (isOpen || !isObject(others) || formOf(others as Schema, root).kind === 'json') return json;
  return { kind: 'named', values: others as Schema };
}

/** Fields without an order come last, as they were written. */
const lastOrder = 999;

const isGiven = (value: Json): boolean => value !== null;
const choiceOf = (value: Json): Choice => ({
  value,
  label: typeof value === 'string' ? value : JSON.stringify(value),
});

/** What a variant is called, where its author gave it no title: what sets it apart, else its type. */
export function variantName(variant: Schema, root: Schema): string {
  if (variant.title !== undefined) return variant.title;
  const mark = Object.values(variant.properties ?? {}).find((field) => field.const !== undefined)?.const;
  if (mark !== undefined) return String(mark);
  const form = formOf(variant, root);
  if (form.kind === 'choice') return form.choices.map(({ label }) => label).join(' or ');
  return typeWords[form.kind];
}

const typeWords: Readonly<Record<Form['kind'], string>> = {
  fixed: 'Fixed value',
  choice: 'Choice',
  choices: 'Several',
  toggle: 'Yes or no',
  number: 'Number',
  text: 'Text',
  list: 'List',
  named: 'Names and values',
  group: 'Fields',
  variants: 'One of several',
  json: 'JSON',
};

/** Which variant a value is of; -1 where it is of none. */
export function variantAt(variants: readonly Schema[], root: Schema, value: Json | undefined): number {
  if (value === undefined || value === null) return -1;
  return variants.findIndex((variant) => fits(formOf(variant, root), value, root));
}

function fits(form: Form, value: Json, root: Schema): boolean {
  switch (form.kind) {
    case 'fixed':
      return same(form.value, value);
    case 'choice':
      return form.choices.some((choice) => same(choice.value, value));
    case 'toggle':
      return typeof value === 'boolean';
    case 'number':
      return typeof value === 'number';
    case 'text':
      return typeof value === 'string';
    case 'choices':
    case 'list':
      return Array.isArray(value);
    case 'named':
      return isObject(value);
    case 'group':
      return isObject(value) && form.fields.every((field) => marksFit(field, value, root));
    case 'variants':
      return variantAt(form.variants, root, value) >= 0;
    case 'json':
      return true;
  }
}

/** Only what tells variants apart: values that are fixed. */
function marksFit({ name, schema }: Field, value: JsonObject, root: Schema): boolean {
  const form = formOf(schema, root);
  const given = value[name];
  return form.kind !== 'fixed' || (given !== undefined && same(form.value, given));
}

/** What a value begins with: what is fixed in it, and what is there by default. */
export function initialOf(schema: Schema, root: Schema): Json | undefined {
  if (schema.default !== undefined) return schema.default;
  const form = formOf(schema, root);
  if (form.kind === 'fixed') return form.value;
  if (form.kind === 'list' || form.kind === 'choices') return [];
  if (form.kind === 'named') return {};
  if (form.kind !== 'group') return undefined;
  const values = form.fields.flatMap(({ name, schema: field, isRequired }) => {
    const of = formOf(field, root);
    const isPart = isRequired || of.kind === 'fixed' || field.default !== undefined;
    const value = isPart ? initialOf(field, root) : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(values);
}

export const same = (one: Json, other: Json): boolean => JSON.stringify(one) === JSON.stringify(other);
