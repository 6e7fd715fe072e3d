import type { Run, Step } from '../api/run.ts';
import { cancellationOf } from '../runs/cancellation.ts';
import { whatWasDone } from '../runs/run-message.ts';
import type { StoredRun } from '../runs/run-store.ts';
import { isEnded } from '../runs/run-transitions.ts';
import { type CountedStep, chunksOf, type RunSummary, stepSeverity, summarize } from '../runs/summarize-run.ts';
import { triggerNameOf } from '../runs/trigger-name.ts';
import { accountedFor, apiCounts } from '../tally/chunk-counts.ts';

/** A run as the API gives it. While it is going, its figures come from its steps and their tallies. */
export function presentRun(run: StoredRun, steps: readonly CountedStep[]): Run {
  const { result } = run;
  const summary: RunSummary = result ?? summarize(steps, null);
  const startedAt = Date.parse(run.startedAt);
  return {
    runId: run.runId,
    integrationId: run.integrationId,
    integrationName: run.integrationName,
    connector: run.connector,
    direction: run.direction,
    action: run.action,
    type: run.type,
    trigger: run.trigger,
    triggerName: triggerNameOf(run),
    startedBy: run.startedBy,
    startedAt: run.startedAt,
    endedAt: result?.endedAt ?? null,
    durationMs: result ? Date.parse(result.endedAt) - startedAt : null,
    progress: run.progress,
    stage: stageOf(run),
    percentage: isEnded(run.progress) ? 100 : percentageOf(run, steps),
    severity: summary.severity,
    outcome: result?.outcome ?? null,
    statusCode: statusCodeOf(run),
    message: result?.message ?? messageWhileGoing(run, summary),
    error: result?.error ?? null,
    retryOf: run.retryOf,
    dryRun: run.dryRun,
    cancelledBy: run.cancelling?.by ?? null,
    changes: run.changes ? [...run.changes] : null,
    streams: [...run.streams],
    record: run.record ?? null,
    chunks: summary.chunks,
    counts: summary.counts,
    kinds: summary.kinds,
    failures: summary.failures,
    proof: result?.proof ?? null,
  };
}

export function presentStep(counted: CountedStep): Step {
  const { step, counts } = counted;
  return {
    stream: step.stream,
    startedAt: step.startedAt,
    endedAt: step.endedAt,
    progress: step.endedAt === null ? 'RUNNING' : 'FINISHED',
    severity: stepSeverity(counted),
    percentage: step.endedAt === null ? Math.min(99, Math.floor(100 * shareDone(counted))) : 100,
    counts: apiCounts(counts, step.pull.pulled),
    chunks: chunksOf(counts, [counted]),
    pages: counts.pages,
    rateLimited: counts.rateLimited > 0,
    error: step.pull.error,
    proof: step.proof,
  };
}

function messageWhileGoing(run: StoredRun, { counts }: RunSummary): string {
  const cancelled = cancellationOf(run);
  return `${cancelled ? `${cancelled.message} It ends with the chunks that are being applied. ` : ''}${whatWasDone(counts)}`;
}

function stageOf({ progress, result }: StoredRun): Run['stage'] {
  if (progress === 'CREATED' || progress === 'PENDING') return 'Started';
  if (!isEnded(progress)) return 'In progress';
  return progress === 'ABORTED' || result?.outcome === 'FAILED' ? 'Failed' : 'Completed';
}

/** A run that was not needed went as well as one can. */
const codes = { SUCCESS: 0, SKIPPED: 0, PARTIAL: 3, FAILED: 2 } as const;

/** R4: 0 success, 1 in progress, 2 error, 3 partial. A run that is being aborted counts as failed already. */
function statusCodeOf({ progress, result }: StoredRun): Run['statusCode'] {
  if (progress === 'ABORTION_PENDING') return 2;
  return isEnded(progress) ? codes[result?.outcome ?? 'FAILED'] : 1;
}

/** Each stream weighs as many records as it is expected to have; one that has not begun counts with 1. */
function percentageOf({ streams }: StoredRun, steps: readonly CountedStep[]): number {
  const weights = steps.map((counted) => ({
    share: shareDone(counted),
    weight: Math.max(1, expectedRecords(counted)),
  }));
  const total = weights.reduce((sum, { weight }) => sum + weight, Math.max(0, streams.length - steps.length));
  if (total === 0) return 0;
  return Math.min(99, Math.floor((100 * weights.reduce((sum, { share, weight }) => sum + share * weight, 0)) / total));
}

function shareDone(counted: CountedStep): number {
  if (counted.step.endedAt !== null) return 1;
  const expected = expectedRecords(counted);
  return expected === 0 ? 0 : Math.min(1, accountedFor(counted.counts) / expected);
}

/** What the source says it has, or else what a full run found last time; once all is pulled, what was pulled. */
function expectedRecords({ step: { pull, mode, knownRecords } }: CountedStep): number {
  if (pull.done) return pull.pulled;
  return Math.max(pull.pulled, pull.reportedTotal ?? (mode === 'full' ? knownRecords : 0));
}
