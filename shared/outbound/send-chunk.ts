import { ulid } from 'ulid';
import type { ChunkEnvelope } from '../chunks/chunk.ts';
import { readEnvelope, unpackMessage, withEnvelope } from '../chunks/chunk-message.ts';
import { type DecideDependencies, decideChunk } from '../chunks/decide-chunk.ts';
import { settleChunk } from '../chunks/settle-chunk.ts';
import { type TallyDependencies, tallyAndWake } from '../chunks/tally-and-wake.ts';
import type { DelayedQueue } from '../hooks/hooked-work.ts';
import type { Objects } from '../objects/objects.ts';
import { readCancellation } from '../runs/cancellation.ts';
import type { RunStore } from '../runs/run-store.ts';
import { groupOfChunk } from '../table/keys.ts';
import { noCounts } from '../tally/chunk-counts.ts';
import { settleEntities } from '../targets/settle-entities.ts';
import { type WriteChangesDependencies, writeChanges } from '../targets/write-changes.ts';
import { countBlock } from '../trail/count-block.ts';
import { inTrailOrder } from '../trail/entity-order.ts';
import type { TrailBlock } from '../trail/trail-block.ts';
import type { TrailStore } from '../trail/trail-store.ts';
import type { ChunkLeaseStore } from './chunk-lease-store.ts';

export interface SendChunkDependencies extends DecideDependencies, TallyDependencies, WriteChangesDependencies {
  readonly payloads: Objects;
  readonly runs: RunStore;
  readonly trail: TrailStore;
  readonly leases: ChunkLeaseStore;
  /** Where outbound chunks come from: what a worker has no time for goes back there. */
  readonly outboundChunks: DelayedQueue;
}

/** As the queue hands it out; `deliveries` counts this time. */
export interface OutboundMessage {
  readonly body: string;
  readonly deliveries: number;
}

/** SQS holds no message back for longer. */
const longestDelaySeconds = 900;
/** Somebody may cancel the run while a slow target is being written to; one read each so often is nothing beside it. */
const lookAfterMs = 5_000;

/**
 * What applyChunks is for our own store: decode → diff → trail → write to the target → trail → tally, for one chunk and a
 * target outside. Its answers correct the trail before anything is counted. A worker that has no time left sends the chunk
 * on, and the next one does what is not done; so may any number of them die. Throws on a fault of ours.
 */
export async function sendChunk(deps: SendChunkDependencies, { body, deliveries }: OutboundMessage): Promise<void> {
  const envelope = readEnvelope(body);
  const { done, voided, settled } = await deps.tallies.group(envelope, groupOfChunk(envelope.chunk));
  const mayBeBegun = deliveries > 1 || envelope.continued !== undefined;
  if (done.has(envelope.chunk)) {
    const givenUp = voided.has(envelope.chunk) || settled.has(envelope.chunk);
    if (givenUp && mayBeBegun) await noteStray(deps, envelope);
    return tallyAndWake(deps, [{ envelope, counts: noCounts }]);
  }
  const holder = ulid(deps.now());
  const lease = await deps.leases.take(envelope, holder, deps.now() + deps.remainingMs());
  if (lease.kind === 'busy') return sendOn(deps, body, envelope, lease.until);
  const goOnAt = await withLease(deps, body, envelope, mayBeBegun).finally(() => deps.leases.release(envelope, holder));
  if (goOnAt !== null) await sendOn(deps, body, envelope, goOnAt);
}

async function withLease(
  deps: SendChunkDependencies,
  body: string,
  envelope: ChunkEnvelope,
  mayBeBegun: boolean,
): Promise<number | null> {
  if ((await readCancellation(deps.runs, envelope)) === null) {
    return carryOut(deps, body, envelope, mayBeBegun ? await deps.trail.block(envelope) : undefined);
  }
  if (mayBeBegun) await noteStray(deps, envelope);
  await settleChunk(deps, envelope);
  await tallyAndWake(deps, [{ envelope, counts: noCounts }]);
  return null;
}

/** Answers when the rest is to be done; null where all is done and counted. */
async function carryOut(
  deps: SendChunkDependencies,
  body: string,
  envelope: ChunkEnvelope,
  earlier: TrailBlock | undefined,
): Promise<number | null> {
  const payload = await unpackMessage(deps.payloads, body);
  const { block, keys, writes } = await decideChunk(deps, envelope, payload, earlier);
  const log = (logged: TrailBlock) => {
    const counts = countBlock(logged);
    const entry = { chunk: envelope, block: logged, keys, counts, expiresAt: envelope.hotUntil };
    return deps.trail.putAll([entry]).then(() => counts);
  };
  const decided = await log(block);
  if (envelope.dryRun || writes.length === 0) {
    await tallyAndWake(deps, [{ envelope, counts: decided }]);
    return null;
  }
  const { outcomes, calls, goOnAt } = await writeChanges(deps, envelope, writes, cancelLook(deps, envelope));
  const entities = inTrailOrder(settleEntities(block.entities, writes, outcomes));
  const counts = await log({ ...block, entities, calls: [...block.calls, ...calls] });
  if ([...outcomes.values()].some((outcome) => outcome.kind === 'failed' && outcome.unclear)) {
    await noteStray(deps, envelope);
  }
  if (goOnAt === null) await tallyAndWake(deps, [{ envelope, counts }]);
  return goOnAt;
}

/** The next run looks at every record: of some the fingerprints may say what the target does not have. */
const noteStray = ({ streams }: SendChunkDependencies, envelope: ChunkEnvelope): Promise<void> =>
  streams.noteStray(envelope);

function cancelLook({ runs, now }: SendChunkDependencies, envelope: ChunkEnvelope): () => Promise<boolean> {
  let lookedAt = now();
  return async () => {
    if (now() - lookedAt < lookAfterMs) return false;
    lookedAt = now();
    return (await readCancellation(runs, envelope)) !== null;
  };
}

async function sendOn(
  { outboundChunks, now }: SendChunkDependencies,
  body: string,
  envelope: ChunkEnvelope,
  at: number,
): Promise<void> {
  const seconds = Math.min(longestDelaySeconds, Math.max(0, Math.ceil((at - now()) / 1000)));
  await outboundChunks.send(withEnvelope(body, { continued: (envelope.continued ?? 0) + 1 }), seconds);
}
