import type { FingerprintStore } from '../fingerprints/fingerprint-store.ts';
import { Fingerprints, FingerprintsBuilder } from '../fingerprints/fingerprints.ts';
import { hashToHex } from '../fingerprints/hash.ts';
import { mergeFingerprints } from '../fingerprints/merge-fingerprints.ts';
import type { RecordStore } from '../records/record-store.ts';
import { countsOfStep } from '../steps/counts-of-step.ts';
import { type Comparison, type StepStore, type StoredStep, takesSelection } from '../steps/step-store.ts';
import type { StreamStateStore } from '../streams/stream-state-store.ts';
import { accountedFor, type TallyCounts } from '../tally/chunk-counts.ts';
import type { TallyStore } from '../tally/tally-store.ts';
import { proofOfStep } from './proof-of-step.ts';

export interface CloseStepDependencies {
  readonly fingerprints: FingerprintStore;
  readonly records: RecordStore;
  readonly steps: StepStore;
  readonly streams: StreamStateStore;
  readonly tallies: TallyStore;
  readonly now: () => number;
}

/**
 * Last act on one stream of a run: proves that every record is accounted for, and keeps cursor and fingerprints for
 * the next run. Closing again changes nothing. The step must have been compared.
 */
export async function closeStep(deps: CloseStepDependencies, step: StoredStep): Promise<void> {
  if (step.endedAt !== null) return;
  if (!step.comparison)
    throw new Error(`The step ${step.stream} of run ${step.runId} was not compared before its end.`);
  const counts = await countsOfStep(deps.tallies, step);
  const state = await deps.streams.get(step);
  const endedAt = new Date(deps.now()).toISOString();
  if (step.dryRun) {
    await deps.steps.close(step, proofOfStep(step, counts), counts, endedAt);
    return;
  }
  const kept = await restoreUndeleted(deps, step, step.comparison, counts);
  const isSynced = isWhole(step, counts) && !takesSelection(step.mode);
  await deps.streams.save(step, {
    ...kept,
    cursor: isSynced && mayAdvance(step, counts) ? (step.pull.cursor ?? state.cursor) : state.cursor,
    lastSyncedAt: isSynced ? endedAt : state.lastSyncedAt,
    settled: isSynced && sawAll(step, counts) ? step.strays : state.settled,
  });
  await deps.steps.close(step, proofOfStep(step, counts), counts, endedAt);
  if (step.fingerprints !== null && step.fingerprints !== kept.fingerprints) {
    await deps.fingerprints.remove(step.fingerprints);
  }
}

/** The source was read to its end, and each of its records, and each that is gone from it, came to a decision. */
function isWhole({ pull, comparison }: StoredStep, counts: TallyCounts): boolean {
  const { deleted, staged, spared, failedDeletions } = counts;
  const areDeletionsDone = (comparison?.unseen ?? 0) <= deleted + staged + spared + failedDeletions;
  const isRead = pull.done && pull.error === null && comparison?.cutShort !== true;
  return isRead && accountedFor(counts) === pull.pulled && areDeletionsDone;
}

/** Only who has looked at every record, and deleted what was too many, can say that none is stray any more. */
const sawAll = ({ mode, comparison }: StoredStep, counts: TallyCounts): boolean =>
  mode === 'full' && (comparison?.unseen ?? null) === counts.deleted;

/**
 * The cursor moves only when nothing is left behind it: a record that failed, or changed while it was read, is asked
 * for again by the next update run.
 */
function mayAdvance({ pull }: StoredStep, counts: TallyCounts): boolean {
  return !pull.changedWhileRead && counts.failed === 0;
}

/** Records whose deletion failed are still there, so they stay known, and the next full run tries again. */
async function restoreUndeleted(
  deps: CloseStepDependencies,
  step: StoredStep,
  { fingerprints, knownRecords, unseen, staged }: Comparison,
  counts: TallyCounts,
): Promise<Pick<Comparison, 'fingerprints' | 'knownRecords'>> {
  // What is staged was not taken out.
  if (unseen === null || staged || counts.deleted === unseen) return { fingerprints, knownRecords };
  const base = (await deps.fingerprints.load(step.fingerprints)) ?? Fingerprints.empty;
  const next = (await deps.fingerprints.load(fingerprints)) ?? Fingerprints.empty;
  const dropped = Array.from({ length: base.size }, (_, index) => index).filter(
    (index) => next.indexOf(base.keyAt(index)) < 0,
  );
  const stored = await deps.records.read(
    step,
    dropped.map((index) => hashToHex(base.keyAt(index))),
  );
  const restored = new FingerprintsBuilder();
  for (const index of dropped) {
    const record = stored.get(hashToHex(base.keyAt(index)));
    if (record && record.deletedAt === null) restored.add(base.keyAt(index), base.contentAt(index));
  }
  const merged = mergeFingerprints(next, restored.build(), () => true);
  // Not under the comparison's key: what is written once is never changed.
  const key = `${fingerprints}-restored`;
  await deps.fingerprints.save(key, merged);
  return { fingerprints: key, knownRecords: merged.size };
}
