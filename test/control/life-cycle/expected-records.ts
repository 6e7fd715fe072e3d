import type { ChunkPayload } from '../../../shared/chunks/chunk.ts';
import { hash64, hashToHex } from '../../../shared/fingerprints/hash.ts';
import type { StoredRecord } from '../../../shared/records/stored-record.ts';

/** What the record store holds of the ids that a test works with: the text of each live record. */
export type Live = ReadonlyMap<string, string>;

export const keyHashOf = (id: string): string => hashToHex(hash64(id));

export function liveOf(stored: ReadonlyMap<string, StoredRecord>): Live {
  const live = [...stored.values()].filter(({ deletedAt }) => deletedAt === null);
  return new Map(live.map(({ externalId, data }) => [externalId, data]));
}

/**
 * What the store must hold once a chunk is applied, by the simplest reading of what a chunk says: the first record with an
 * id is what there is, and what is to be deleted is gone; where `asOf` names the run that had pulled the records, nothing
 * that a later run wrote is touched.
 */
export function afterChunk(
  before: ReadonlyMap<string, StoredRecord>,
  payload: ChunkPayload,
  { asOf, runId }: { readonly asOf?: string; readonly runId: string },
): Live {
  const after = new Map(liveOf(before));
  if (payload.kind === 'deletions') {
    for (const id of [...after.keys()]) if (payload.keys.includes(keyHashOf(id))) after.delete(id);
    return after;
  }
  for (const [position, id] of payload.ids.entries()) {
    if (id === null || payload.duplicates.includes(position)) continue;
    const writer = before.get(keyHashOf(id))?.runId ?? '';
    if (asOf !== undefined && writer > asOf && writer !== runId) continue;
    after.set(id, payload.lines[position] ?? '');
  }
  return after;
}
