import type { Events } from '../events/events.ts';
import { runClosedEvent } from '../events/run-closed.ts';
import type { IntegrationStore } from '../integrations/integration-store.ts';
import type { TakeOverDependencies } from '../pull/take-over.ts';
import { cancellationOf } from '../runs/cancellation.ts';
import { messageOf } from '../runs/run-message.ts';
import type { RunResult, RunStore, StoredRun } from '../runs/run-store.ts';
import { isEnded } from '../runs/run-transitions.ts';
import { outcomeOf, summarize } from '../runs/summarize-run.ts';
import { countsOfStep } from '../steps/counts-of-step.ts';
import type { StepError, StoredStep } from '../steps/step-store.ts';
import type { StreamLockStore } from '../streams/stream-lock-store.ts';
import type { RunInput } from '../workflow/workflow.ts';
import { abandonStep } from './abandon-step.ts';
import type { CloseStepDependencies } from './close-step.ts';
import type { CompareDependencies } from './compare-step.ts';
import { noteBrokenSettings } from './note-broken-settings.ts';

export interface CloseRunDependencies extends CloseStepDependencies, CompareDependencies, TakeOverDependencies {
  readonly integrations: IntegrationStore;
  readonly runs: RunStore;
  readonly locks: StreamLockStore;
  readonly events: Events;
}

/**
 * Why a run ends otherwise than by its last step; without effect where all its steps were done by then, or turn out so. `aborted` where
 * somebody wanted it so.
 */
export interface EarlyEnd {
  readonly aborted: boolean;
  readonly error: StepError;
}

/**
 * Ends a run, however it came to its end: steps that are still open are abandoned, severity and outcome follow from
 * all of them, its streams are free for the next run, and whoever hangs on ended runs hears of it; of a dry run nobody
 * does. May be done again after dying anywhere in between; then the event may come twice.
 */
export async function closeRun(deps: CloseRunDependencies, input: RunInput, early?: EarlyEnd): Promise<void> {
  const run = await deps.runs.get(input.org, input.runId);
  // Retention took it, or it never was: nothing is left to end.
  if (!run) return;
  if (!isEnded(run.progress)) await end(deps, run, early);
  // A dry run holds none.
  for (const stream of run.dryRun ? [] : run.streams) {
    await deps.locks.release({ org: run.org, integrationId: run.integrationId, stream }, run.runId);
  }
  const ended = await deps.runs.get(run.org, run.runId);
  if (ended && !ended.dryRun) await deps.events.publish(runClosedEvent(ended));
}

async function end(deps: CloseRunDependencies, run: StoredRun, early: EarlyEnd | undefined): Promise<void> {
  const before = await deps.steps.list(run.org, run.runId);
  const wanted = endingOf(run, before, early);
  const interrupted = wanted?.error ?? { code: 'interrupted', message: 'The run ended before this stream was done.' };
  for (const step of before) await abandonStep(deps, step, interrupted);

  const steps = await deps.steps.list(run.org, run.runId);
  const isDone = steps.length === run.streams.length && steps.every(({ proof }) => proof?.complete === true);
  const reason = isDone ? undefined : wanted;
  const aborted = reason?.aborted === true;
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
    message: messageOf(run, outcome, aborted, summary, firstError),
    proof: steps.flatMap(({ stream, proof }) => (proof ? [{ stream, ...proof }] : [])),
  };
  // What a dry run finds out stays within it.
  if (!run.dryRun) {
    await noteBrokenSettings(deps.integrations, run, errorsOfSource);
    await deps.integrations.noteActivity(run.org, run.integrationId, { lastCompletedAt: result.endedAt });
  }
  await deps.runs.end(run.org, run.runId, aborted ? 'ABORTED' : 'FINISHED', result);
}

/**
 * What somebody wanted of the run, or came in its way. Where it kept nothing from being done, it is not why the run ended:
 * an execution that broke behind its last step, or a wish that came when all was done.
 */
function endingOf(run: StoredRun, steps: readonly StoredStep[], early: EarlyEnd | undefined): EarlyEnd | undefined {
  const cancelled = cancellationOf(run);
  if (cancelled) return { aborted: true, error: cancelled };
  const isOpen = steps.length < run.streams.length || steps.some(({ endedAt }) => endedAt === null);
  return isOpen ? early : undefined;
}
