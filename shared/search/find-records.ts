import type { RecordStore } from '../records/record-store.ts';
import { ownerOf, parseInternalId } from '../records/stored-record.ts';
import { atOnce } from './at-once.ts';
import { findNamed, type NamedDependencies } from './find-named.ts';
import { recordsWithKey } from './index-lookup.ts';
import { liveIndex, type StreamIndex } from './search-index-store.ts';
import type { SearchNotes } from './search-notes.ts';

/** Which records: one by its id at the source; or by that, by our own id, or by how its name begins. */
export type SearchQuery = { readonly externalId: string } | { readonly q: string };

export interface FindDependencies extends NamedDependencies {
  readonly records: RecordStore;
}

/** Records that may be what is searched for, by their stream: whether any run touched them shows later. */
export type WantedRecords = ReadonlyMap<StreamIndex, ReadonlySet<string>>;

export async function findRecords(
  deps: FindDependencies,
  indexes: readonly StreamIndex[],
  query: SearchQuery,
  notes: SearchNotes,
): Promise<WantedRecords> {
  const externalId = 'externalId' in query ? query.externalId : query.q;
  const wanted = new Map(indexes.map((index) => [index, new Set([externalId])]));
  if ('externalId' in query) return wanted;
  const internal = parseInternalId(query.q);
  const found = internal
    ? await withInternalId(deps, indexes, internal, notes)
    : await findNamed(deps, indexes, query.q, notes);
  for (const record of found) wanted.get(record.index)?.add(record.externalId);
  return wanted;
}

/** The record store knows also what only runs touched that are not merged yet. */
async function withInternalId(
  { reader, records, now }: FindDependencies,
  indexes: readonly StreamIndex[],
  { owner, keyHash }: { readonly owner: string; readonly keyHash: string },
  notes: SearchNotes,
) {
  const owners = indexes.filter((index) => ownerOf(index) === owner);
  const found = await atOnce(owners, async (index) => {
    const merged = liveIndex(index, now());
    const [known, stored] = await Promise.all([
      merged && notes.orNote(recordsWithKey(reader, merged, keyHash)),
      records.read(index, [keyHash]),
    ]);
    return [...(known ?? []), ...stored.values()].map(({ externalId }) => ({ index, externalId }));
  });
  return found.flat();
}
