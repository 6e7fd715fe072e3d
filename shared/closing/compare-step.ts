import type { ChunkEnvelope } from '../chunks/chunk.ts';
import { type ChunkQueue, packMessage } from '../chunks/chunk-message.ts';
import { originOf } from '../chunks/chunk-origin.ts';
import { FingerprintStore } from '../fingerprints/fingerprint-store.ts';
import { Fingerprints, FingerprintsBuilder } from '../fingerprints/fingerprints.ts';
import { type Hash64, hash64, hashFromHex, hashToHex } from '../fingerprints/hash.ts';
import { mergeFingerprints } from '../fingerprints/merge-fingerprints.ts';
import { type ApprovedDependencies, approvedDeletions } from '../guards/approved-deletions.ts';
import { areStaged, type StageDependencies, stageDeletions, supersedeStaged } from '../guards/stage-deletions.ts';
import type { Objects } from '../objects/objects.ts';
import { keptParts } from '../pull/kept-keys.ts';
import { keysOf } from '../pull/seen-keys.ts';
import type { RecordStore } from '../records/record-store.ts';
import { readCancellation } from '../runs/cancellation.ts';
import type { RunStore } from '../runs/run-store.ts';
import type { Comparison, StepStore, StoredStep } from '../steps/step-store.ts';
import { chunksPerGroup, groupOfChunk } from '../table/keys.ts';
import type { TallyStore } from '../tally/tally-store.ts';
import type { TrailStore } from '../trail/trail-store.ts';

export interface CompareDependencies extends StageDependencies, ApprovedDependencies {
  readonly fingerprints: FingerprintStore;
  readonly payloads: Objects;
  readonly queue: ChunkQueue;
  readonly records: RecordStore;
  readonly runs: RunStore;
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
 * puts the records that a full run has not seen on the queue as deletions; so many that the stream's guard holds them back
 * go there to be logged only. Doing it again does the same again.
 * Answers with the number of deletions.
 */
export async function compareStep(
  deps: CompareDependencies,
  step: StoredStep,
  { lookForDeletions }: { lookForDeletions: boolean } = { lookForDeletions: true },
): Promise<number> {
  const groups = groupOfChunk(step.pull.nextChunk - 1) + 1;
  const cutShort = !lookForDeletions || (await isCutShort(deps, step));
  const seen = await readSeen(deps, step, groups, !cutShort && canTellDeletions(step));
  const found = cutShort ? null : await findDeletions(deps, step, seen);
  const kept = await saveFingerprints(deps, step, found ? afterDeletions(seen, found) : seen);
  const deletionsFrom = groups * chunksPerGroup;
  const staged = found?.staged === true;
  const unseen = found?.keys.length ?? null;
  const comparison = { ...kept, unseen, deletionsFrom, ...(cutShort && { cutShort }), ...(staged && { staged }) };
  await deps.steps.setComparison(step, comparison);
  if (seen.known && !step.dryRun) await supersedeStaged(deps, step);
  if (!found || found.keys.length === 0) return 0;
  if (staged && !step.dryRun) await stageDeletions(deps, step, found.keys, knownBefore(step, seen));
  await queueDeletions(deps, step, comparison, found);
  return found.keys.length;
}

interface FoundDeletions {
  /** Key hashes of the records, in hexadecimal. */
  readonly keys: readonly string[];
  /** Those of them that are not to be deleted after all. */
  readonly seenAgain: ReadonlySet<string>;
  /** They wait for somebody's yes. */
  readonly staged: boolean;
}

/** Null where the step cannot tell. */
async function findDeletions(deps: CompareDependencies, step: StoredStep, seen: Seen): Promise<FoundDeletions | null> {
  if (step.mode === 'staged') return { ...(await approvedDeletions(deps, step)), staged: false };
  if (seen.known === null) return null;
  const keys = await findUnseen(deps, step, seen, seen.known);
  const found = { unseen: keys.length, known: knownBefore(step, seen), pulled: step.pull.pulled };
  return { keys, seenAgain: new Set(), staged: await areStaged(deps, step, found) };
}

const knownBefore = ({ knownRecords }: StoredStep, { base }: Seen): number => Math.max(knownRecords, base.size);

/** What is staged stays known. What was approved goes; a worker that spares a record has it restored in the end. */
function afterDeletions(seen: Seen, { keys, seenAgain, staged }: FoundDeletions): Seen {
  if (staged) return { ...seen, known: null };
  if (seen.known) return seen;
  const gone = new FingerprintsBuilder();
  for (const key of keys) if (!seenAgain.has(key)) gone.add(hashFromHex(key), noContent);
  return { ...seen, gone: gone.build() };
}

/** The first comparison decides: the deletions that it found may be on the queue, where whoever applies them sees to it. */
async function isCutShort({ runs }: CompareDependencies, step: StoredStep): Promise<boolean> {
  if (step.comparison) return step.comparison.cutShort === true;
  return (await readCancellation(runs, step)) !== null;
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
  /** Keys of records that were asked for by their ids, and are gone. */
  readonly gone: Fingerprints;
}

async function readSeen(deps: CompareDependencies, step: StoredStep, groups: number, canTell: boolean): Promise<Seen> {
  const loaded = await deps.fingerprints.load(step.fingerprints);
  const base = loaded ?? Fingerprints.empty;
  return {
    base,
    baseIsWhole: loaded !== undefined,
    known: canTell ? await markPulled(deps, step, base) : null,
    ...(await readChanged(deps, step, groups, base)),
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

/** What was pulled and is not known. */
async function readPulled(deps: CompareDependencies, step: StoredStep, base: Fingerprints): Promise<Fingerprints> {
  const pulled = new FingerprintsBuilder();
  for await (const part of keptParts(deps.payloads, step)) {
    for (const key of keysOf(part)) if (base.indexOf(key) < 0) pulled.add(key, noContent);
  }
  return pulled.build();
}

async function readChanged(
  deps: CompareDependencies,
  step: StoredStep,
  groups: number,
  base: Fingerprints,
): Promise<Pick<Seen, 'changed' | 'gone'>> {
  const changed = new FingerprintsBuilder();
  const gone = new FingerprintsBuilder();
  for await (const { entities } of changedBlocks(deps, step, groups)) {
    for (const { externalId, content, action } of entities) {
      if (externalId === null) continue;
      if (action === 'DELETE') gone.add(hash64(externalId), noContent);
      if (content === undefined) continue;
      const key = hash64(externalId);
      const index = base.indexOf(key);
      const hash = hashFromHex(content);
      if (index < 0 || !base.hasContent(index, hash)) changed.add(key, hash);
    }
  }
  return { changed: changed.build(), gone: gone.build() };
}

const noContent: Hash64 = { high: 0, low: 0 };

/**
 * Blocks of the chunks in which anything has new content, or is gone; of a run without changes, not one block is read.
 * Among the pulled chunks only those of single records can hold deletions.
 */
async function* changedBlocks(deps: CompareDependencies, step: StoredStep, groups: number) {
  const tallies = await deps.tallies.groups(step, groups);
  const chunks: number[] = [];
  for (const [group, { done, voided, counts }] of tallies.entries()) {
    if (counts.hashed + counts.deleted === 0) continue;
    for (const summary of await deps.trail.summaries(step, group)) {
      const isCounted = done.has(summary.chunk) && !voided.has(summary.chunk);
      if (isCounted && summary.counts.hashed + summary.counts.deleted > 0) chunks.push(summary.chunk);
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
  const pulled = await readPulled(deps, step, seen.base);
  for await (const { keyHash } of deps.records.list(step)) {
    const key = hashFromHex(keyHash);
    // A record that failed was seen nonetheless.
    const isSeen = seen.changed.indexOf(key) >= 0 || pulled.indexOf(key) >= 0;
    if (seen.base.indexOf(key) < 0 && !isSeen) unseen.push(keyHash);
  }
  return unseen;
}

async function saveFingerprints(
  deps: CompareDependencies,
  step: StoredStep,
  { base, baseIsWhole, known, changed, gone }: Seen,
): Promise<Pick<Comparison, 'fingerprints' | 'knownRecords'>> {
  const drops = gone.size > 0 || (known?.includes(0) ?? false);
  const same = changed.size === 0 && !drops && baseIsWhole;
  // Without the base, only a run that sees every record can tell what there is. The next one looks into the store again.
  if (step.dryRun || same || (!baseIsWhole && known === null)) {
    return { fingerprints: step.fingerprints, knownRecords: baseIsWhole ? base.size : step.knownRecords };
  }
  const isKept = (index: number) => known === null || known[index] === 1;
  const merged = mergeFingerprints(base, changed, (at) => isKept(at) && gone.indexOf(base.keyAt(at)) < 0);
  const key = FingerprintStore.keyOf(step.org, step.integrationId, step.stream, step.runId);
  await deps.fingerprints.save(key, merged);
  return { fingerprints: key, knownRecords: merged.size };
}

/** The groups are announced before the first chunk is sent, so that the step cannot look complete in between. */
async function queueDeletions(
  deps: CompareDependencies,
  step: StoredStep,
  { deletionsFrom }: Comparison,
  { keys: all, seenAgain: spared, staged }: FoundDeletions,
): Promise<void> {
  const chunks = Math.ceil(all.length / deletionsPerChunk);
  const lastGroup = groupOfChunk(deletionsFrom + chunks - 1);
  const inLastGroup = deletionsFrom + chunks - lastGroup * chunksPerGroup;
  await deps.steps.setGroups(step, lastGroup + 1);
  await deps.tallies.sealGroup(step, lastGroup, inLastGroup, step.hotUntil);
  for (let index = 0; index < chunks; index++) {
    const keys = all.slice(index * deletionsPerChunk, (index + 1) * deletionsPerChunk);
    const seenAgain = keys.filter((key) => spared.has(key));
    const origin = { ...originOf(step), chunk: deletionsFrom + index, ...(staged && { staged }) };
    const envelope: ChunkEnvelope = { ...origin, kind: 'deletions', records: keys.length, verify: 'none' };
    await deps.queue.send([
      await packMessage(deps.payloads, envelope, {
        kind: 'deletions',
        keys,
        ...(seenAgain.length > 0 && { seenAgain }),
      }),
    ]);
  }
}
