import type { Decision, FieldChange } from '../shared/api/entity.ts';
import type { ExplainedEntity } from './api-client.ts';
import { printable, shorten } from './human-text.ts';
import { table } from './table.ts';

/** Every decision about one record, and what changed in it, on one screen. */
export function explanationOf({ entity, decisions }: ExplainedEntity): string[] {
  const { stream, externalId, name, action, status } = entity;
  const called = name === null ? '' : ` (${shorten(name, 40)})`;
  return [
    `${printable(`${stream} ${externalId ?? ''}${called}`)}: ${action}, ${status}`,
    // Without the titles: there is nothing in them.
    ...table(decisions, columns)
      .slice(1)
      .map((line) => `  ${line}`),
    ...(entity.changes ?? []).map((change) => `  ${printable(showChange(change))}`),
  ];
}

const answers = { YES: 'yes', NO: 'no', NONE: '–' } as const;

const columns = [
  { title: '', value: ({ decision }: Decision) => decision },
  { title: '', value: ({ result }: Decision) => answers[result] },
  { title: '', value: ({ explanation }: Decision) => explanation },
];

/** `name: "Ada" → "Grace"`. */
export const showChange = ({ field, ...change }: FieldChange): string =>
  `${field}: ${showValue(change, 'old')} → ${showValue(change, 'new')}`;

const showValue = (change: Omit<FieldChange, 'field'>, which: 'old' | 'new'): string =>
  which in change ? shorten(JSON.stringify(change[which]), 40) : 'none';
