import { datetimeFormat } from '../datetime/datetime-format.ts';
import type { Fields } from '../manifest/fields.ts';
import { textIn } from '../manifest/nodes.ts';

/** A datetime format in a field; undefined where it is absent or empty. Reports one that cannot be read. */
export function formatIn(fields: Fields, name: string): string | undefined {
  const format = fields.text(name);
  return format === undefined || format === '' ? undefined : checked(fields, name, format);
}

export function formatsIn(fields: Fields, name: string): string[] {
  const node = fields.node(name);
  if (node === undefined) return [];
  if (node.kind === 'list') return node.items.flatMap((item) => checked(fields, name, textIn(item) ?? ''));
  fields.problem(name, 'must be a list');
  return [];
}

function checked(fields: Fields, name: string, format: string): string {
  try {
    datetimeFormat(format).parse('');
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    fields.problem(name, error.message);
  }
  return format;
}
