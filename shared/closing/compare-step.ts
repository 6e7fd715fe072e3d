import type { ChunkEnvelope } from '../chunks/chunk.ts';
import { type ChunkQueue, packMessage } from '../chunks/chunk-message.ts';
import { FingerprintStore } from '../fingerprints/fingerprint-store.ts';
import { Fingerprints, FingerprintsBuilder } from '../fingerprints/fingerprints.ts';
import { hash64, hashFromHex, hashToHex } from '../fingerprints/hash.ts';
import { mergeFingerprints } from '../fingerprints/merge-fingerprints.ts';
import type { Objects } from '../objects/objects.ts';
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
  const seen = await readSeen(deps, step, groups);
  const canTell = lookForDeletions && canTellDeletions(step) && !seen.hasUnknown;
  const unseen = canTell ? await findUnseen(deps, step, seen) : null;
  const kept = await saveFingerprints(deps, step, seen, unseen !== null);
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
  /** One byte a known record. */
  readonly known: Uint8Array;
  /** Keys with new content. */
  readonly changed: Fingerprints;
  /** A chunk was lost with the ids in it, so records may look unseen that are not. */
  readonly hasUnknown: boolean;
}

async function readSeen(deps: CompareDependencies, step: StoredStep, groups: number): Promise<Seen> {
  const loaded = await deps.fingerprints.load(step.fingerprints);
  const base = loaded ?? Fingerprints.empty;
  const known = new Uint8Array(base.size);
  const changed = new FingerprintsBuilder();
  let hasUnknown = false;
  for await (const { externalId, content, code } of entitiesOf(deps, step, groups)) {
    if (externalId === null) {
      hasUnknown ||= code === 'chunk_failed';
      continue;
    }
    const key = hash64(externalId);
    const index = base.indexOf(key);
    if (index >= 0) known[index] = 1;
    if (content === undefined) continue;
    const hash = hashFromHex(content);
    if (index < 0 || !base.hasContent(index, hash)) changed.add(key, hash);
  }
  return { base, baseIsWhole: loaded !== undefined, known, changed: changed.build(), hasUnknown };
}

async function* entitiesOf(deps: CompareDependencies, step: StoredStep, groups: number) {
  const tallies = await deps.tallies.groups(step, groups);
  const chunks = tallies.flatMap(({ done, voided }) => [...done].filter((chunk) => !voided.has(chunk)));
  chunks.sort((a, b) => a - b);
  for (let from = 0; from < chunks.length; from += blocksAtOnce) {
    const blocks = await deps.trail.blocks(step, chunks.slice(from, from + blocksAtOnce));
    for (const { entities } of blocks) yield* entities;
  }
}

/** Key hashes of known records that were not seen. Where fingerprints cannot be trusted, the store is asked as well. */
async function findUnseen(deps: CompareDependencies, step: StoredStep, seen: Seen): Promise<string[]> {
  const unseen: string[] = [];
  for (const [index, isSeen] of seen.known.entries()) {
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
  dropUnseen: boolean,
): Promise<Pick<Comparison, 'fingerprints' | 'knownRecords'>> {
  const drops = dropUnseen && known.includes(0);
  if (changed.size === 0 && !drops && baseIsWhole) {
    return { fingerprints: step.fingerprints, knownRecords: base.size };
  }
  const merged = mergeFingerprints(base, changed, (index) => !dropUnseen || known[index] === 1);
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
  await deps.tallies.sealGroup(step, lastGroup, inLastGroup, step.expiresAt);
  for (let index = 0; index < chunks; index++) {
    const keys = unseen.slice(index * deletionsPerChunk, (index + 1) * deletionsPerChunk);
    const { org, runId, stream, integrationId, fingerprints } = step;
    const origin = { org, runId, stream, integrationId, fingerprints, chunk: deletionsFrom + index };
    const envelope: ChunkEnvelope = { ...origin, kind: 'deletions', records: keys.length, verify: 'none' };
    await deps.queue.send(await packMessage(deps.payloads, envelope, { kind: 'deletions', keys }));
  }
}
