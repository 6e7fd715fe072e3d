import type { FingerprintStore } from '../fingerprints/fingerprint-store.ts';
import { Fingerprints } from '../fingerprints/fingerprints.ts';
import { hashToHex } from '../fingerprints/hash.ts';
import type { Objects } from '../objects/objects.ts';
import type { RecordStore, RecordWrite } from '../records/record-store.ts';
import type { StepStore } from '../steps/step-store.ts';
import type { StreamStateStore } from '../streams/stream-state-store.ts';
import { type ChunkOfStep, groupOfChunk, tallyKey } from '../table/keys.ts';
import { noCounts, type TallyCounts } from '../tally/chunk-counts.ts';
import type { GroupTally, TallyStore } from '../tally/tally-store.ts';
import { countBlock } from '../trail/count-block.ts';
import { expiryOf } from '../trail/retention.ts';
import type { TrailBlock } from '../trail/trail-block.ts';
import type { TrailEntry, TrailStore } from '../trail/trail-store.ts';
import type { Workflow } from '../workflow/workflow.ts';
import type { ChunkEnvelope, ChunkPayload, RecordsPayload } from './chunk.ts';
import { readEnvelope, unpackMessage } from './chunk-message.ts';
import { compareWithFingerprints, compareWithStored, type DecidedChunk } from './decide.ts';
import { decideDeletions } from './decide-deletions.ts';

export interface ApplyDependencies {
  readonly payloads: Objects;
  readonly fingerprints: FingerprintStore;
  readonly records: RecordStore;
  readonly steps: StepStore;
  readonly streams: StreamStateStore;
  readonly tallies: TallyStore;
  readonly trail: TrailStore;
  readonly workflow: Workflow;
  readonly now: () => number;
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
 * fails fails alone, unless the trail itself cannot be written.
 */
export async function applyChunks(
  deps: ApplyDependencies,
  messages: readonly ChunkMessage[],
): Promise<PromiseSettledResult<void>[]> {
  const tallyOf = rememberTallies(deps.tallies);
  const prepared: PromiseSettledResult<PreparedChunk>[] = [];
  // One after the other: a chunk keeps the processor busy.
  for (const message of messages) prepared.push(...(await Promise.allSettled([prepareChunk(deps, message, tallyOf)])));
  const entries = prepared.flatMap((one) => (one.status === 'fulfilled' ? (one.value.entry ?? []) : []));
  const logged = deps.trail.putAll(entries);
  return Promise.allSettled(
    prepared.map(async (one) => {
      await logged;
      if (one.status === 'rejected') throw one.reason;
      const { envelope, entry, writes } = one.value;
      await deps.records.write(envelope, writes);
      await tallyAndWake(deps, envelope, entry?.counts ?? noCounts);
    }),
  );
}

interface PreparedChunk {
  readonly envelope: ChunkEnvelope;
  /** Null for a chunk that is in its tally already. */
  readonly entry: TrailEntry | null;
  readonly writes: readonly RecordWrite[];
}

async function prepareChunk(
  deps: ApplyDependencies,
  { body, deliveries }: ChunkMessage,
  tallyOf: (chunk: ChunkOfStep) => Promise<GroupTally>,
): Promise<PreparedChunk> {
  const envelope = readEnvelope(body);
  const { done } = await tallyOf(envelope);
  if (done.has(envelope.chunk)) return { envelope, entry: null, writes: [] };
  const payload = await unpackMessage(deps.payloads, body);
  const earlier = deliveries > 1 ? await deps.trail.block(envelope) : undefined;
  const { writes, ...decided } = await decide(deps, envelope, payload, earlier);
  const counts = countBlock(decided.block);
  return { envelope, entry: { ...decided, chunk: envelope, counts, expiresAt: expiryOf(deps.now()) }, writes };
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

/** Counts the chunk, and lets the run go on where it was the last. Also for chunks that ended on the dead-letter queue. */
export async function tallyAndWake(
  deps: Pick<ApplyDependencies, 'tallies' | 'steps' | 'streams' | 'workflow' | 'now'>,
  envelope: ChunkEnvelope,
  counts: TallyCounts,
): Promise<void> {
  const { result, stepComplete } = await deps.tallies.tallyChunk(envelope, counts, expiryOf(deps.now()));
  if (result === 'already') await noteIfStray(deps, envelope, counts);
  if (!stepComplete) return;
  const step = await deps.steps.get(envelope);
  if (step?.complete && step.taskToken !== null) await deps.workflow.succeed(step.taskToken);
}

/** This worker wrote to the target although its chunk had been given up meanwhile: the next run must look closer. */
async function noteIfStray(
  deps: Pick<ApplyDependencies, 'tallies' | 'streams'>,
  envelope: ChunkEnvelope,
  counts: TallyCounts,
): Promise<void> {
  if (counts.created + counts.updated + counts.deleted === 0) return;
  const { voided, settled } = await deps.tallies.group(envelope, groupOfChunk(envelope.chunk));
  if (voided.has(envelope.chunk) || settled.has(envelope.chunk)) await deps.streams.noteStray(envelope);
}

async function decide(
  deps: ApplyDependencies,
  envelope: ChunkEnvelope,
  payload: ChunkPayload,
  earlier: TrailBlock | undefined,
): Promise<DecidedChunk> {
  const at = earlier?.at ?? new Date(deps.now()).toISOString();
  const decided =
    payload.kind === 'deletions'
      ? await decideDeletions(deps, envelope, payload, at)
      : await decideRecords(deps, envelope, payload, at);
  // The earlier worker saw what was there before it wrote; what is there now includes its writes.
  return earlier ? { ...decided, block: earlier } : decided;
}

async function decideRecords(
  deps: ApplyDependencies,
  envelope: ChunkEnvelope,
  payload: RecordsPayload,
  at: string,
): Promise<DecidedChunk> {
  const fingerprints = await deps.fingerprints.load(envelope.fingerprints);
  // An object that is gone is the same as an earlier run's writes that it does not know.
  const verify = fingerprints ? envelope.verify : 'all';
  const candidates = compareWithFingerprints(payload, fingerprints ?? Fingerprints.empty, verify);
  const lookUps = candidates.flatMap((one) => (one.kind === 'open' && one.lookUp ? [hashToHex(one.key)] : []));
  const stored = await deps.records.read(envelope, lookUps);
  const writes: RecordWrite[] = [];
  const entities = candidates.map((candidate) => {
    if (candidate.kind === 'decided') return candidate.entity;
    const { entity, write } = compareWithStored(candidate, stored.get(hashToHex(candidate.key)), envelope.runId, at);
    if (write) writes.push(write);
    return entity;
  });
  const keys = candidates.flatMap(({ key }) => key ?? []);
  return { block: { at, pages: payload.pages, calls: payload.calls, entities }, keys, writes };
}
