import { isDeepStrictEqual } from 'node:util';
import type { FieldChange } from '../api/entity.ts';
import type { Json } from '../connector/json.ts';
import type { FieldRedactor } from './redact-fields.ts';
import { shortened } from './shortened.ts';

/** So that one record cannot bloat its block: with values cut to 1 KB, a diff stays under 1 MB before compression. */
export const changesPerRecord = 200;

/** Whether two records say the same, whatever the order of their fields. */
export function sameRecord(left: string, right: string): boolean {
  return left === right || unlessTooDeep(() => isDeepStrictEqual(JSON.parse(left), JSON.parse(right)), false);
}

/**
 * What differs between two records given as JSON, field by field; objects are gone into, lists are compared whole.
 * Secrets are taken out, then what is long is shortened, so that no cut leaves half of a secret. Where more fields than
 * `changesPerRecord` differ, a last entry without values says how many more.
 */
export function fieldDiff(before: string, after: string, redactor: FieldRedactor): FieldChange[] {
  return unlessTooDeep(() => diff(before, after, redactor), [{ field: '(nested too deeply to compare)' }]);
}

function diff(before: string, after: string, redactor: FieldRedactor): FieldChange[] {
  const differences: Difference[] = [];
  compare({ path: '', name: '', old: JSON.parse(before), new: JSON.parse(after) }, differences);
  const changes = differences.slice(0, changesPerRecord).map((difference) => changeOf(difference, redactor));
  const more = differences.length - changes.length;
  return more === 0 ? changes : [...changes, { field: more === 1 ? '(1 more field)' : `(${more} more fields)` }];
}

/** Two values of one field; undefined where there is none. */
interface Difference {
  /** The names of the field and of all around it, in dots. */
  readonly path: string;
  readonly name: string;
  readonly old: Json | undefined;
  readonly new: Json | undefined;
}

function compare(field: Difference, differences: Difference[]): void {
  const { path, old: before, new: after } = field;
  if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const inner = {
        path: path === '' ? name : `${path}.${name}`,
        name,
        old: own(before, name),
        new: own(after, name),
      };
      compare(inner, differences);
    }
  } else if (!isDeepStrictEqual(before, after)) {
    differences.push(field);
  }
}

function changeOf({ path, name, old: before, new: after }: Difference, redactor: FieldRedactor): FieldChange {
  return {
    field: shortened(redactor.path(path)),
    ...(before !== undefined && { old: shortened(redactor.value(name, before)) }),
    ...(after !== undefined && { new: shortened(redactor.value(name, after)) }),
  };
}

/** The stack ends about a thousand levels down; such a record must not fail the others of its chunk. */
function unlessTooDeep<Result>(compare: () => Result, tooDeep: Result): Result {
  try {
    return compare();
  } catch (thrown) {
    if (thrown instanceof RangeError) return tooDeep;
    throw thrown;
  }
}

/** Not what every object inherits: a record may well have a field `constructor`. */
const own = (object: Readonly<Record<string, Json>>, field: string): Json | undefined =>
  Object.hasOwn(object, field) ? object[field] : undefined;

function isObject(value: Json | undefined): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
