import { abandonStep } from '../closing/abandon-step.ts';
import type { CloseStepDependencies } from '../closing/close-step.ts';
import type { CompareDependencies } from '../closing/compare-step.ts';
import type { IntegrationStore } from '../integrations/integration-store.ts';
import type { TakeOverDependencies } from '../pull/take-over.ts';
import { countsOfStep } from '../steps/counts-of-step.ts';
import type { StepError } from '../steps/step-store.ts';
import type { StreamLockStore } from '../streams/stream-lock-store.ts';
import type { RunInput } from '../workflow/workflow.ts';
import { noteBrokenSettings } from './note-broken-settings.ts';
import { messageOf } from './run-message.ts';
import type { RunResult, RunStore, StoredRun } from './run-store.ts';
import { isEnded } from './run-transitions.ts';
import { outcomeOf, summarize } from './summarize-run.ts';

export interface CloseRunDependencies extends CloseStepDependencies, CompareDependencies, TakeOverDependencies {
  readonly integrations: IntegrationStore;
  readonly runs: RunStore;
  readonly locks: StreamLockStore;
}

/**
 * Why a run ends otherwise than by its last step; without effect where all its steps were done by then. `aborted` where
 * somebody wanted it so.
 */
export interface EarlyEnd {
  readonly aborted: boolean;
  readonly error: StepError;
}

/**
 * Ends a run, however it came to its end: steps that are still open are abandoned, severity and outcome follow from
 * all of them, and its streams are free for the next run. May be done again after dying anywhere in between.
 */
export async function closeRun(deps: CloseRunDependencies, input: RunInput, early?: EarlyEnd): Promise<void> {
  const run = await deps.runs.get(input.org, input.runId);
  // Retention took it, or it never was: nothing is left to end.
  if (!run) return;
  if (!isEnded(run.progress)) await end(deps, run, early);
  for (const stream of run.streams) {
    await deps.locks.release({ org: run.org, integrationId: run.integrationId, stream }, run.runId);
  }
}

async function end(deps: CloseRunDependencies, run: StoredRun, early: EarlyEnd | undefined): Promise<void> {
  const before = await deps.steps.list(run.org, run.runId);
  const cutShort = before.length < run.streams.length || before.some(({ endedAt }) => endedAt === null);
  const reason = cutShort ? early : undefined;
  const aborted = reason?.aborted === true || run.progress === 'ABORTION_PENDING';
  const interrupted = reason?.error ?? { code: 'interrupted', message: 'The run ended before this stream was done.' };
  for (const step of before) await abandonStep(deps, step, interrupted);

  const steps = await deps.steps.list(run.org, run.runId);
  const counted = await Promise.all(
    steps.map(async (step) => ({ step, counts: await countsOfStep(deps.tallies, step) })),
  );
  const error = reason?.error ?? (steps.length === 0 ? interrupted : null);
  const outcome = aborted ? 'FAILED' : outcomeOf(counted, error);
  const summary = summarize(counted, error);
  const errorsOfSource = steps.flatMap(({ pull }) => pull.error ?? []);
  const firstError = error ?? errorsOfSource[0] ?? null;
  const result: RunResult = {
    ...summary,
    endedAt: new Date(deps.now()).toISOString(),
    outcome,
    error: firstError,
    message: messageOf(outcome, aborted, summary, firstError),
    proof: steps.flatMap(({ stream, proof }) => (proof ? [{ stream, ...proof }] : [])),
  };
  await noteBrokenSettings(deps.integrations, run, errorsOfSource);
  await deps.integrations.noteActivity(run.org, run.integrationId, { lastCompletedAt: result.endedAt });
  await deps.runs.end(run.org, run.runId, aborted ? 'ABORTED' : 'FINISHED', result);
}
