import type { Json, JsonObject } from '../../../shared/connector/json.ts';

/**
 * Reads a record's id from the given paths. Several are joined with `|`, in which a `|` or `\` of their own is escaped,
 * so that no two different keys give the same id. Null where any of them is missing, null, empty, an object or a list.
 */
export function recordIdAt(paths: readonly (readonly string[])[]): (record: JsonObject) => string | null {
  const [first] = paths;
  if (paths.length === 1 && first !== undefined) {
    const [name] = first;
    // Nearly every stream: one field at the top.
    if (first.length === 1 && name !== undefined)
      return (record) => partOf(Object.hasOwn(record, name) ? record[name] : null);
    return (record) => partOf(valueAt(record, first));
  }
  return (record) => {
    const parts = paths.map((path) => partOf(valueAt(record, path)));
    if (parts.some((part) => part === null)) return null;
    return parts.map((part) => part?.replace(/[|\\]/g, '\\$&')).join('|');
  };
}

function valueAt(record: JsonObject, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>(
    (value, name) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
        ? value[name]
        : undefined,
    record,
  );
}

function partOf(value: Json | undefined): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}
