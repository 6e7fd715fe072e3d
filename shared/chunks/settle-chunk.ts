import { hash64, hashToHex } from '../fingerprints/hash.ts';
import type { RecordStore } from '../records/record-store.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { ChunkOfStep } from '../table/keys.ts';
import type { TallyStore } from '../tally/tally-store.ts';
import { countBlock, stagedCode } from '../trail/count-block.ts';
import type { EntityEntry, TrailBlock } from '../trail/trail-block.ts';
import type { TrailStore } from '../trail/trail-store.ts';

export interface SettleDependencies {
  readonly records: RecordStore;
  readonly tallies: TallyStore;
  readonly trail: TrailStore;
}

/** A chunk that nobody will apply any more, with whose integration it belongs to. */
export interface SettledChunk extends ChunkOfStep {
  readonly integrationId: string;
  /** Epoch seconds. */
  readonly hotUntil: number;
  readonly dryRun?: boolean;
}

/**
 * Settles a chunk that is given up. Where no worker had come to its decisions it is voided: it will never count. Where
 * one had, and then died, the decisions are in the trail and the record store shows which of them were carried out:
 * those count, the others are struck from the block. A chunk that is counted meanwhile stays as it is. Of a dry run the
 * decisions are all there is, and they count.
 */
export async function settleChunk(deps: SettleDependencies, chunk: SettledChunk): Promise<void> {
  const decided = await deps.trail.block(chunk);
  if (!decided) {
    await deps.tallies.voidChunk(chunk, chunk.hotUntil);
    return;
  }
  const block = await onlyCarriedOut(deps, chunk, decided);
  const { result } = await deps.tallies.settleChunk(chunk, countBlock(block), chunk.hotUntil);
  if (result === 'counted') await rewrite(deps, chunk, block);
}

/** Strikes once more what was not carried out from a settled chunk: whoever settled it may have died before that. */
export async function strikeSettled(deps: SettleDependencies, chunk: SettledChunk): Promise<void> {
  const decided = await deps.trail.block(chunk);
  if (decided) await rewrite(deps, chunk, await onlyCarriedOut(deps, chunk, decided));
}

async function rewrite(deps: SettleDependencies, chunk: SettledChunk, block: TrailBlock): Promise<void> {
  const keys = block.entities.flatMap(({ externalId }) => (externalId === null ? [] : hash64(externalId)));
  await deps.trail.putAll([{ chunk, block, keys, counts: countBlock(block), expiresAt: chunk.hotUntil }]);
}

async function onlyCarriedOut(
  { records }: SettleDependencies,
  chunk: SettledChunk,
  block: TrailBlock,
): Promise<TrailBlock> {
  if (chunk.dryRun) return block;
  const written = block.entities.flatMap((entity) => (isWrite(entity) ? [keyOf(entity)] : []));
  const stored = await records.read(chunk, written);
  const entities = block.entities.filter(
    (entity) => !isWrite(entity) || isWriteOf(stored.get(keyOf(entity)), chunk.runId, entity.action),
  );
  return { ...block, entities };
}

type Written = EntityEntry & { readonly externalId: string };

const isWrite = (entity: EntityEntry): entity is Written =>
  entity.externalId !== null && entity.status !== 'ERROR' && entity.code !== stagedCode && writes.has(entity.action);

const keyOf = ({ externalId }: Written): string => hashToHex(hash64(externalId));

const writes: ReadonlySet<EntityEntry['action']> = new Set(['CREATE', 'UPDATE', 'DELETE']);

const isWriteOf = (record: StoredRecord | undefined, runId: string, action: EntityEntry['action']): boolean =>
  record?.runId === runId && record.action === action && record.target?.unclear === undefined;
