import { hash64, hashToHex } from '../fingerprints/hash.ts';
import { atOnce } from './at-once.ts';
import { idOfNamed, recordsNamed } from './index-lookup.ts';
import type { IndexReader } from './index-reader.ts';
import { normalName } from './normal-name.ts';
import { type ScanDependencies, type ScannedName, scanForNames } from './scan-for-names.ts';
import { liveIndex, type StreamIndex } from './search-index-store.ts';
import type { SearchNotes } from './search-notes.ts';

export interface NamedDependencies extends ScanDependencies {
  readonly reader: IndexReader;
}

/** Records that a name may stand for; who finds more than these would do better with a longer name. */
const mostRecords = 100;

/**
 * Records that some run called something that begins so: the first by name, then by integration and stream, then by key
 * hash, in an order that does not depend on what is merged.
 */
export async function findNamed(
  deps: NamedDependencies,
  indexes: readonly StreamIndex[],
  begin: string,
  notes: SearchNotes,
): Promise<ScannedName[]> {
  const prefix = normalName(begin);
  const unmerged = indexes.flatMap((index) =>
    index.unmerged.map((runId) => ({ index, runId, changedOnly: liveIndex(index, deps.now()) !== null })),
  );
  const [known, scanned] = await Promise.all([
    namedInIndexes(deps, indexes, prefix, notes),
    scanForNames(deps, unmerged, prefix, notes),
  ]);
  const places = new Map(indexes.map((index, place) => [index, place]));
  const candidates = new Map<string, ScannedName & { readonly place: number; readonly key: string }>();
  for (const record of [...known, ...scanned]) {
    const place = places.get(record.index) ?? 0;
    const id = JSON.stringify([place, record.externalId]);
    const before = candidates.get(id);
    if (before && before.name <= record.name) continue;
    candidates.set(id, { ...record, place, key: hashToHex(hash64(record.externalId)) });
  }
  const sorted = [...candidates.values()].sort(
    (one, other) => order(one.name, other.name) || one.place - other.place || order(one.key, other.key),
  );
  if (sorted.length > mostRecords) notes.leftOut();
  return sorted.slice(0, mostRecords);
}

/** One more than are wanted, so that it shows whether there are more. */
async function namedInIndexes(
  { reader, now }: NamedDependencies,
  indexes: readonly StreamIndex[],
  prefix: string,
  notes: SearchNotes,
): Promise<ScannedName[]> {
  const found = await atOnce([...indexes.entries()], async ([place, index]) => {
    const merged = liveIndex(index, now());
    const named = merged && (await notes.orNote(recordsNamed(reader, merged, prefix, mostRecords + 1)));
    return merged && named ? named.map((record) => ({ place, index, merged, record })) : [];
  });
  const first = found
    .flat()
    .sort(
      (one, other) =>
        order(one.record.name, other.record.name) ||
        one.place - other.place ||
        one.record.partition - other.record.partition ||
        one.record.ordinal - other.record.ordinal,
    )
    .slice(0, mostRecords + 1);
  const named = await atOnce(first, async ({ index, merged, record }) => {
    const externalId = await notes.orNote(idOfNamed(reader, merged, record));
    return externalId === undefined ? [] : [{ index, externalId, name: record.name }];
  });
  return named.flat();
}

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
