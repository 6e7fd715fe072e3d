import type { Outcome, Run } from '../api/run.ts';
import { severities } from '../api/severities.ts';
import type { StepError, StoredStep } from '../steps/step-store.ts';
import { accountedFor, addCounts, apiCounts, noCounts, severityOf, type TallyCounts } from '../tally/chunk-counts.ts';
import type { RunResult } from './run-store.ts';

export interface CountedStep {
  readonly step: StoredStep;
  readonly counts: TallyCounts;
}

/** Everything that a run says of itself from its steps, going or ended. */
export type RunSummary = Pick<RunResult, 'severity' | 'chunks' | 'counts' | 'kinds' | 'failures'>;

export function summarize(steps: readonly CountedStep[], error: StepError | null): RunSummary {
  const counts = addCounts(noCounts, ...steps.map((one) => one.counts));
  const pulled = steps.reduce((sum, { step }) => sum + step.pull.pulled, 0);
  const stepSeverities = steps.map((one) => stepSeverity(one));
  return {
    severity: worst([...stepSeverities, ...(error ? (['ERROR'] as const) : [])]),
    chunks: chunksOf(counts, steps),
    counts: apiCounts(counts, pulled),
    kinds: Object.fromEntries(steps.map(({ step }) => [step.stream, step.pull.pulled])),
    failures: Object.fromEntries(
      steps.filter((one) => one.counts.failed > 0).map((one) => [one.step.stream, one.counts.failed]),
    ),
  };
}

/** A source that could not be read is an error; a proof that fails for another reason is a warning. */
export function stepSeverity({ step, counts }: CountedStep): Run['severity'] {
  const ofProof = step.proof && !step.proof.complete ? 'WARNING' : 'OK';
  return worst([severityOf(counts), step.pull.error ? 'ERROR' : ofProof]);
}

/** Chunks announced so far; voided ones are none. */
export function chunksOf(counts: TallyCounts, steps: readonly CountedStep[]): Run['chunks'] {
  const { passedChunks: passed, failedChunks: failed } = counts;
  const sent = steps.reduce((sum, { step }) => sum + (step.endedAt === null ? step.pull.nextChunk : 0), 0);
  return { total: Math.max(sent, passed + failed), passed, failed };
}

/** R3. Success needs a proof for every stream and no failed record; failure means that nothing came of the run. */
export function outcomeOf(steps: readonly CountedStep[], error: StepError | null): Outcome {
  const proven = steps.every(({ step, counts }) => step.proof?.complete === true && counts.failed === 0);
  if (proven && steps.length > 0 && error === null) return 'SUCCESS';
  const somethingDone = steps.some(
    ({ step, counts }) =>
      accountedFor(counts) - counts.failed + counts.deleted > 0 ||
      // A stream that is empty and known to be so.
      (step.proof?.complete === true && counts.failed === 0),
  );
  return somethingDone ? 'PARTIAL' : 'FAILED';
}

function worst(all: readonly Run['severity'][]): Run['severity'] {
  return all.reduce((one, other) => (severities.indexOf(other) > severities.indexOf(one) ? other : one), 'OK');
}
