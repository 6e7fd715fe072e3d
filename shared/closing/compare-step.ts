import type { ChunkEnvelope } from '../chunks/chunk.ts';
import { type ChunkQueue, packMessage } from '../chunks/chunk-message.ts';
import { FingerprintStore } from '../fingerprints/fingerprint-store.ts';
import { Fingerprints, FingerprintsBuilder } from '../fingerprints/fingerprints.ts';
import { hash64, hashFromHex, hashToHex } from '../fingerprints/hash.ts';
import { mergeFingerprints } from '../fingerprints/merge-fingerprints.ts';
import type { Objects } from '../objects/objects.ts';
import { keptParts } from '../pull/kept-keys.ts';
import { keysOf } from '../pull/seen-keys.ts';
import type { RecordStore } from '../records/record-store.ts';
import type { Comparison, StepStore, StoredStep } from '../steps/step-store.ts';
import { chunksPerGroup, groupOfChunk } from '../table/keys.ts';
import type { TallyStore } from '../tally/tally-store.ts';
import type { TrailStore } from '../trail/trail-store.ts';

export interface CompareDependencies {
  readonly fingerprints: FingerprintStore;
  readonly payloads: Objects;
  readonly queue: ChunkQueue;
  readonly records: RecordStore;
  readonly steps: StepStore;
  readonly tallies: TallyStore;
  readonly trail: TrailStore;
}

/** Deletions are small (a hash each), and a failed one is failed with its whole chunk. */
const deletionsPerChunk = 1_000;
/** Blocks in memory at once while a step is compared: about 25 KB each, ten times that unpacked. */
const blocksAtOnce = 32;

/**
 * Compares what a stream's step has seen with what was known: writes the fingerprints as they are after the step, and
 * puts the records that a full run has not seen on the queue as deletions. Doing it again does the same again.
 * Answers with the number of deletions.
 */
export async function compareStep(
  deps: CompareDependencies,
  step: StoredStep,
  { lookForDeletions }: { lookForDeletions: boolean } = { lookForDeletions: true },
): Promise<number> {
  const groups = groupOfChunk(step.pull.nextChunk - 1) + 1;
  const seen = await readSeen(deps, step, groups, lookForDeletions && canTellDeletions(step));
  const unseen = seen.known && (await findUnseen(deps, step, seen, seen.known));
  const kept = await saveFingerprints(deps, step, seen);
  const comparison = { ...kept, unseen: unseen?.length ?? null, deletionsFrom: groups * chunksPerGroup };
  await deps.steps.setComparison(step, comparison);
  if (unseen === null || unseen.length === 0) return 0;
  await queueDeletions(deps, step, comparison, unseen);
  return unseen.length;
}

/** Only a source that was read to its end, and held still, can show that a record is gone. */
export function canTellDeletions({ mode, pull }: StoredStep): boolean {
  return mode === 'full' && pull.done && pull.error === null && !pull.shrank;
}

interface Seen {
  readonly base: Fingerprints;
  /** Whether the fingerprint object was there. */
  readonly baseIsWhole: boolean;
  /** One byte a known record: whether it was pulled. Null where deletions are not looked for. */
  readonly known: Uint8Array | null;
  /** Keys with new content. */
  readonly changed: Fingerprints;
}

async function readSeen(deps: CompareDependencies, step: StoredStep, groups: number, canTell: boolean): Promise<Seen> {
  const loaded = await deps.fingerprints.load(step.fingerprints);
  const base = loaded ?? Fingerprints.empty;
  return {
    base,
    baseIsWhole: loaded !== undefined,
    known: canTell ? await markPulled(deps, step, base) : null,
    changed: await readChanged(deps, step, groups, base),
  };
}

/** By the keys that the pull kept: also of records that were skipped, failed, or lost with their chunk. */
async function markPulled(deps: CompareDependencies, step: StoredStep, base: Fingerprints): Promise<Uint8Array> {
  const known = new Uint8Array(base.size);
  for await (const part of keptParts(deps.payloads, step)) {
    for (const key of keysOf(part)) {
      const index = base.indexOf(key);
      if (index >= 0) known[index] = 1;
    }
  }
  return known;
}

async function readChanged(
  deps: CompareDependencies,
  step: StoredStep,
  groups: number,
  base: Fingerprints,
): Promise<Fingerprints> {
  const changed = new FingerprintsBuilder();
  for await (const { entities } of hashedBlocks(deps, step, groups)) {
    for (const { externalId, content } of entities) {
      if (externalId === null || content === undefined) continue;
      const key = hash64(externalId);
      const index = base.indexOf(key);
      const hash = hashFromHex(content);
      if (index < 0 || !base.hasContent(index, hash)) changed.add(key, hash);
    }
  }
  return changed.build();
}

/** Blocks of the chunks in which anything has new content; of a run without changes, not one block is read. */
async function* hashedBlocks(deps: CompareDependencies, step: StoredStep, groups: number) {
  const tallies = await deps.tallies.groups(step, groups);
  const chunks: number[] = [];
  for (const [group, { done, voided, counts }] of tallies.entries()) {
    if (counts.hashed === 0) continue;
    for (const summary of await deps.trail.summaries(step, group)) {
      const isCounted = done.has(summary.chunk) && !voided.has(summary.chunk);
      if (isCounted && summary.counts.hashed > 0) chunks.push(summary.chunk);
    }
  }
  for (let from = 0; from < chunks.length; from += blocksAtOnce) {
    yield* await deps.trail.blocks(step, chunks.slice(from, from + blocksAtOnce));
  }
}

/** Key hashes of known records that were not seen. Where fingerprints cannot be trusted, the store is asked as well. */
async function findUnseen(
  deps: CompareDependencies,
  step: StoredStep,
  seen: Seen,
  known: Uint8Array,
): Promise<string[]> {
  const unseen: string[] = [];
  for (const [index, isSeen] of known.entries()) {
    if (!isSeen) unseen.push(hashToHex(seen.base.keyAt(index)));
  }
  if (!step.verify && seen.baseIsWhole) return unseen;
  for await (const { keyHash } of deps.records.list(step)) {
    const key = hashFromHex(keyHash);
    if (seen.base.indexOf(key) < 0 && seen.changed.indexOf(key) < 0) unseen.push(keyHash);
  }
  return unseen;
}

async function saveFingerprints(
  deps: CompareDependencies,
  step: StoredStep,
  { base, baseIsWhole, known, changed }: Seen,
): Promise<Pick<Comparison, 'fingerprints' | 'knownRecords'>> {
  const drops = known?.includes(0) ?? false;
  if (changed.size === 0 && !drops && baseIsWhole) {
    return { fingerprints: step.fingerprints, knownRecords: base.size };
  }
  const merged = mergeFingerprints(base, changed, (index) => known === null || known[index] === 1);
  const key = FingerprintStore.keyOf(step.org, step.integrationId, step.stream, step.runId);
  await deps.fingerprints.save(key, merged);
  return { fingerprints: key, knownRecords: merged.size };
}

/** The groups are announced before the first chunk is sent, so that the step cannot look complete in between. */
async function queueDeletions(
  deps: CompareDependencies,
  step: StoredStep,
  { deletionsFrom }: Comparison,
  unseen: readonly string[],
): Promise<void> {
  const chunks = Math.ceil(unseen.length / deletionsPerChunk);
  const lastGroup = groupOfChunk(deletionsFrom + chunks - 1);
  const inLastGroup = deletionsFrom + chunks - lastGroup * chunksPerGroup;
  await deps.steps.setGroups(step, lastGroup + 1);
  await deps.tallies.sealGroup(step, lastGroup, inLastGroup, step.hotUntil);
  for (let index = 0; index < chunks; index++) {
    const keys = unseen.slice(index * deletionsPerChunk, (index + 1) * deletionsPerChunk);
    const { org, runId, stream, integrationId, fingerprints, hotUntil } = step;
    const origin = { org, runId, stream, integrationId, fingerprints, hotUntil, chunk: deletionsFrom + index };
    const envelope: ChunkEnvelope = { ...origin, kind: 'deletions', records: keys.length, verify: 'none' };
    await deps.queue.send([await packMessage(deps.payloads, envelope, { kind: 'deletions', keys })]);
  }
}
