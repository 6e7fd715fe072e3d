import { hash64 } from '../fingerprints/hash.ts';
import type { Objects } from '../objects/objects.ts';
import { groupOfChunk } from '../table/keys.ts';
import { noCounts } from '../tally/chunk-counts.ts';
import { countBlock } from '../trail/count-block.ts';
import { inTrailOrder } from '../trail/entity-order.ts';
import type { EntityEntry, TrailBlock } from '../trail/trail-block.ts';
import type { TrailStore } from '../trail/trail-store.ts';
import type { ChunkEnvelope, ChunkPayload } from './chunk.ts';
import { payloadBytes, readEnvelope, unpackMessage } from './chunk-message.ts';
import { keptPayloadDays, keptPayloadKey } from './kept-payload.ts';
import { type TallyDependencies, tallyAndWake } from './tally-and-wake.ts';

export interface FailDependencies extends TallyDependencies {
  readonly payloads: Objects;
  readonly trail: TrailStore;
}

/**
 * Accounts for a chunk that no worker could apply: each of its records is in the trail as failed, and the run goes on.
 * `reason` says what the queue knows of it. Throws only where the message is none of ours.
 */
export async function failChunk(deps: FailDependencies, body: string, reason: string): Promise<void> {
  const envelope = readEnvelope(body);
  const { done } = await deps.tallies.group(envelope, groupOfChunk(envelope.chunk));
  // A worker has come through with it after all, or it was given up: only the run may still have to be woken.
  if (done.has(envelope.chunk)) return tallyAndWake(deps, [{ envelope, counts: noCounts }]);
  const payload = await unpackMessage(deps.payloads, body).catch(() => undefined);
  const isKept = payload?.kind === 'records' && (await keepPayload(deps.payloads, envelope, body));
  const block = failedBlock(envelope, payload, reason, new Date(deps.now()).toISOString());
  const counts = { ...countBlock(block), passedChunks: 0, failedChunks: 1 };
  // Some of its writes may have got through.
  if (!envelope.dryRun) await deps.streams.noteStray(envelope);
  const keys = block.entities.flatMap(({ externalId }) => (externalId === null ? [] : hash64(externalId)));
  await deps.trail.putAll([{ chunk: envelope, block, keys, counts, expiresAt: envelope.hotUntil }]);
  if (isKept) await deps.steps.noteKeptChunk(envelope, envelope.chunk);
  await tallyAndWake(deps, [{ envelope, counts }]);
}

/** So that its records can be tried again. */
async function keepPayload(payloads: Objects, envelope: ChunkEnvelope, body: string): Promise<boolean> {
  await payloads.put(keptPayloadKey(envelope), await payloadBytes(payloads, body), { days: keptPayloadDays });
  return true;
}

/** A payload that cannot be unpacked still tells by its envelope how many records are lost with it. */
function failedBlock(
  envelope: ChunkEnvelope,
  payload: ChunkPayload | undefined,
  reason: string,
  at: string,
): TrailBlock {
  const failed = {
    status: 'ERROR',
    code: 'chunk_failed',
    message: `The chunk could not be applied: ${reason}`,
  } as const;
  if (payload?.kind === 'records') {
    const entities = payload.ids.map(
      (externalId, position): EntityEntry => ({
        ...failed,
        externalId,
        name: payload.names[position] ?? null,
        page: payload.pageOf[position] ?? null,
        action: payload.verdicts?.[position]?.kind === 'gone' ? 'DELETE' : 'SKIP',
      }),
    );
    return { at, pages: payload.pages, calls: payload.calls, entities: inTrailOrder(entities) };
  }
  const action = envelope.kind === 'deletions' ? 'DELETE' : 'SKIP';
  const entity: EntityEntry = { ...failed, externalId: null, name: null, page: null, action };
  return { at, pages: [], calls: [], entities: new Array(envelope.records).fill(entity) };
}
