import { hashFromHex } from '../fingerprints/hash.ts';
import type { RecordStore } from '../records/record-store.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { inTrailOrder } from '../trail/entity-order.ts';
import type { EntityEntry } from '../trail/trail-block.ts';
import type { ChunkEnvelope, DeletionsPayload } from './chunk.ts';
import type { DecidedChunk } from './decide.ts';

/** Turns key hashes of records that the source no longer has into deletions. */
export async function decideDeletions(
  { records }: { readonly records: RecordStore },
  envelope: ChunkEnvelope,
  { keys }: DeletionsPayload,
  at: string,
): Promise<DecidedChunk> {
  const stored = await records.read(envelope, keys);
  const decisions = keys.map((keyHash) => ({ keyHash, record: stored.get(keyHash) }));
  const entities = inTrailOrder(decisions.map(({ record }) => deletionOf(record, envelope.runId)));
  return {
    keys: keys.map(hashFromHex),
    block: { at, pages: [], calls: [], entities },
    writes: decisions.flatMap(({ keyHash, record }) =>
      record && record.deletedAt === null ? [{ keyHash, record: { ...record, ...deletion(envelope.runId, at) } }] : [],
    ),
  };
}

const deletion = (runId: string, at: string) =>
  ({ data: 'null', runId, action: 'DELETE', changedAt: at, deletedAt: at }) as const;

function deletionOf(record: StoredRecord | undefined, runId: string): EntityEntry {
  const base = {
    externalId: record?.externalId ?? null,
    name: record?.name ?? null,
    page: null,
    action: 'DELETE',
  } as const;
  if (record && (record.deletedAt === null || record.runId === runId)) return { ...base, status: 'OK' };
  const message = 'The source no longer has this record, and it was already gone from the record store.';
  return { ...base, status: 'INFO', code: 'already_gone', message };
}
