import type { Objects } from '../objects/objects.ts';
import type { RecordWrite } from '../records/record-store.ts';
import { readCancellation } from '../runs/cancellation.ts';
import type { RunStore } from '../runs/run-store.ts';
import { type ChunkOfStep, groupOfChunk, runKey, tallyKey } from '../table/keys.ts';
import { noCounts } from '../tally/chunk-counts.ts';
import type { GroupTally, TallyStore } from '../tally/tally-store.ts';
import { countBlock } from '../trail/count-block.ts';
import type { TrailEntry, TrailStore } from '../trail/trail-store.ts';
import type { RunInput } from '../workflow/workflow.ts';
import type { ChunkEnvelope } from './chunk.ts';
import { readEnvelope, unpackMessage } from './chunk-message.ts';
import { type DecideDependencies, decideChunk } from './decide-chunk.ts';
import { settleChunk } from './settle-chunk.ts';
import { type TallyDependencies, tallyAndWake } from './tally-and-wake.ts';

export interface ApplyDependencies extends DecideDependencies, TallyDependencies {
  readonly payloads: Objects;
  readonly runs: RunStore;
  readonly trail: TrailStore;
}

export interface ChunkMessage {
  readonly body: string;
  /** How often the queue has handed it out, this time included. */
  readonly deliveries: number;
}

/**
 * Applies the chunks of one batch of messages, each: decode → diff → trail → write to the target → tally. Idempotent:
 * the decisions are in the trail before the first write to the target, so that a worker that is killed in between
 * leaves them to the next one, which writes the same again; and a chunk that is in its tally is passed over. One that
 * fails fails alone, unless the trail itself cannot be written. Chunks of a run that is being cancelled are settled
 * instead: what had been carried out of them counts, and nothing more is.
 */
export async function applyChunks(
  deps: ApplyDependencies,
  messages: readonly ChunkMessage[],
): Promise<PromiseSettledResult<void>[]> {
  const known = { tallyOf: rememberTallies(deps.tallies), isCancelled: rememberCancellations(deps.runs) };
  const prepared: PromiseSettledResult<PreparedChunk>[] = [];
  // One after the other: a chunk keeps the processor busy.
  for (const message of messages) prepared.push(...(await Promise.allSettled([prepareChunk(deps, message, known)])));
  const entries = prepared.flatMap((one) => (one.status === 'fulfilled' ? (one.value.entry ?? []) : []));
  const logged = deps.trail.putAll(entries);
  const written = await Promise.allSettled(
    prepared.map(async (one) => {
      await logged;
      if (one.status === 'rejected') throw one.reason;
      const { envelope, entry, writes } = one.value;
      if (!envelope.dryRun) await deps.records.write(envelope, writes);
      return { envelope, counts: entry?.counts ?? noCounts };
    }),
  );
  const tallied = tallyAndWake(
    deps,
    written.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
  );
  return Promise.allSettled(written.map((one) => (one.status === 'rejected' ? Promise.reject(one.reason) : tallied)));
}

interface PreparedChunk {
  readonly envelope: ChunkEnvelope;
  /** Null for a chunk that is in its tally already, or was given up. */
  readonly entry: TrailEntry | null;
  readonly writes: readonly RecordWrite[];
}

/** What the chunks of one batch share, read once for all of them. */
interface KnownOfBatch {
  readonly tallyOf: (chunk: ChunkOfStep) => Promise<GroupTally>;
  readonly isCancelled: (run: RunInput) => Promise<boolean>;
}

async function prepareChunk(
  deps: ApplyDependencies,
  { body, deliveries }: ChunkMessage,
  { tallyOf, isCancelled }: KnownOfBatch,
): Promise<PreparedChunk> {
  const envelope = readEnvelope(body);
  const [{ done }, cancelled] = await Promise.all([tallyOf(envelope), isCancelled(envelope)]);
  const over: PreparedChunk = { envelope, entry: null, writes: [] };
  if (done.has(envelope.chunk)) return over;
  if (cancelled) {
    await settleChunk(deps, envelope);
    return over;
  }
  const payload = await unpackMessage(deps.payloads, body);
  const earlier = deliveries > 1 ? await deps.trail.block(envelope) : undefined;
  const { writes, ...decided } = await decideChunk(deps, envelope, payload, earlier);
  const counts = countBlock(decided.block);
  return { envelope, entry: { ...decided, chunk: envelope, counts, expiresAt: envelope.hotUntil }, writes };
}

function rememberCancellations(runs: RunStore): KnownOfBatch['isCancelled'] {
  const read = new Map<string, Promise<boolean>>();
  return (run) => {
    const { pk } = runKey(run.org, run.runId);
    const cancelled = read.get(pk) ?? readCancellation(runs, run).then((reason) => reason !== null);
    read.set(pk, cancelled);
    return cancelled;
  };
}

/** Each group's tally is read once for all of its chunks in a batch. */
function rememberTallies(tallies: TallyStore): (chunk: ChunkOfStep) => Promise<GroupTally> {
  const read = new Map<string, Promise<GroupTally>>();
  return (chunk) => {
    const group = groupOfChunk(chunk.chunk);
    const { pk } = tallyKey(chunk, group);
    const tally = read.get(pk) ?? tallies.group(chunk, group);
    read.set(pk, tally);
    return tally;
  };
}
