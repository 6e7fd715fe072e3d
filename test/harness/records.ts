import type { JsonObject } from '../../shared/connector/json.ts';

/** What a source holds, in the form that `readRecords` gives. */
export function recordsById(records: readonly { readonly id: string | number }[]): Map<string, JsonObject> {
  return new Map(records.map((record) => [String(record.id), JSON.parse(JSON.stringify(record)) as JsonObject]));
}

export interface RecordDifference {
  readonly missing: readonly string[];
  readonly surplus: readonly string[];
  readonly different: readonly string[];
}

const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );

/** Record by record and field by field: the ids that are only in one of them, and those whose records differ. */
export function compareRecords(
  source: ReadonlyMap<string, JsonObject>,
  stored: ReadonlyMap<string, JsonObject>,
): RecordDifference {
  return {
    missing: [...source.keys()].filter((id) => !stored.has(id)),
    surplus: [...stored.keys()].filter((id) => !source.has(id)),
    different: [...source]
      .filter(([id, record]) => stored.has(id) && sortedJson(record) !== sortedJson(stored.get(id)))
      .map(([id]) => id),
  };
}

export const noDifference: RecordDifference = { missing: [], surplus: [], different: [] };
