import { hashFromHex, hashToHex } from '../fingerprints/hash.ts';
import type { RecordStore } from '../records/record-store.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { seenAgainCode, stagedCode } from '../trail/count-block.ts';
import { inTrailOrder } from '../trail/entity-order.ts';
import type { EntityEntry } from '../trail/trail-block.ts';
import type { ChunkEnvelope, DeletionsPayload } from './chunk.ts';
import type { DecidedChunk, Decision, GoneCandidate } from './decide.ts';

/**
 * Turns key hashes of records that the source no longer has into deletions: into such that wait where they are staged, and
 * into none where the source gave the record again after it had been staged.
 */
export async function decideDeletions(
  { records }: { readonly records: RecordStore },
  envelope: ChunkEnvelope,
  { keys, seenAgain = [] }: DeletionsPayload,
  at: string,
): Promise<DecidedChunk> {
  const stored = await records.read(envelope, keys);
  const again = new Set(seenAgain);
  const decisions = keys.map((keyHash) => {
    const record = stored.get(keyHash);
    return { keyHash, record, entity: decide(envelope, record, again.has(keyHash)) };
  });
  return {
    keys: keys.map(hashFromHex),
    block: { at, pages: [], calls: [], entities: inTrailOrder(decisions.map(({ entity }) => entity)) },
    writes: decisions.flatMap(({ keyHash, record, entity }) =>
      record && record.deletedAt === null && isCarriedOut(entity)
        ? [{ keyHash, record: { ...record, ...deletion(envelope.runId, at) } }]
        : [],
    ),
  };
}

const isCarriedOut = ({ action, code }: EntityEntry): boolean => action === 'DELETE' && code !== stagedCode;

function decide(envelope: ChunkEnvelope, record: StoredRecord | undefined, seenAgain: boolean): EntityEntry {
  const entity = deletionOf(record, envelope.runId);
  if (entity.code !== undefined || record === undefined) return entity;
  if (envelope.staged) {
    const message =
      'The source no longer has this record. So many are gone at once that their deletion waits for approval.';
    return { ...entity, status: 'WARNING', code: stagedCode, message };
  }
  // Run ids are in the order of starting.
  const isNewer = envelope.asOf !== undefined && record.runId > envelope.asOf && record.runId !== envelope.runId;
  if (!seenAgain && !isNewer) return entity;
  const message = 'The source gave this record again after its deletion had been staged, so it stays.';
  return { ...entity, action: 'SKIP', status: 'INFO', code: seenAgainCode, message };
}

/** The same for a record that the source was asked for by its id. */
export function decideGone(
  { externalId, page, key }: GoneCandidate,
  stored: StoredRecord | undefined,
  runId: string,
  at: string,
): Decision {
  const record = stored?.externalId === externalId ? stored : undefined;
  const entity = { ...deletionOf(record, runId), externalId, page };
  const isLive = record !== undefined && record.deletedAt === null;
  const write = isLive ? { keyHash: hashToHex(key), record: { ...record, ...deletion(runId, at) } } : null;
  return { entity, write, before: null };
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
