import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from '../api/entity.ts';

/** A longer value is cut here in the diff, with its length and hash behind, so that one field cannot bloat the trail. */
const charactersPerValue = 1_024;

/** Whether two records say the same, whatever the order of their fields. */
export function sameRecord(left: string, right: string): boolean {
  return left === right || isDeepStrictEqual(JSON.parse(left), JSON.parse(right));
}

/** What differs between two records given as JSON, field by field; objects are gone into, lists are compared whole. */
export function fieldDiff(before: string, after: string): FieldChange[] {
  const changes: FieldChange[] = [];
  compare('', JSON.parse(before), JSON.parse(after), changes);
  return changes;
}

function compare(path: string, before: unknown, after: unknown, changes: FieldChange[]): void {
  if (isObject(before) && isObject(after)) {
    for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(path === '' ? field : `${path}.${field}`, own(before, field), own(after, field), changes);
    }
  } else if (!isDeepStrictEqual(before, after)) {
    changes.push({
      field: path,
      ...(before !== undefined && { old: shortened(before) }),
      ...(after !== undefined && { new: shortened(after) }),
    });
  }
}

/** Not what every object inherits: a record may well have a field `constructor`. */
const own = (object: Record<string, unknown>, field: string): unknown =>
  Object.hasOwn(object, field) ? object[field] : undefined;

function shortened(value: unknown): unknown {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text.length <= charactersPerValue) return value;
  const sha256 = createHash('sha256').update(text).digest('hex');
  return `${text.slice(0, charactersPerValue)}… (${text.length} characters, sha256 ${sha256})`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
