import type { StoredRun } from '../runs/run-store.ts';
import type { Workflow } from '../workflow/workflow.ts';
import { type CloseRunDependencies, closeRun, type EarlyEnd } from './close-run.ts';

/** A start takes well under a second; after this long without an execution it has died on the way. */
const startGraceMs = 60_000;
/**
 * A run that is cancelled ends with the chunks that are being applied. Some waits know nothing of it: the pause that a
 * source asked for takes up to an hour, and so does a chunk that fails four times.
 */
const cancelGraceMs = 5 * 60_000;

/**
 * R14, for a run whose execution is over or was never there: ends it with the reason. Answers whether it did. A run
 * whose execution goes on is left alone, but for one that was cancelled and waits: it is stopped, and ended by whoever
 * notices that.
 */
export async function endIfLost(
  deps: CloseRunDependencies & { readonly workflow: Workflow },
  run: StoredRun,
): Promise<boolean> {
  const execution = await deps.workflow.status(run.runId);
  if (execution.kind === 'RUNNING') {
    const { cancelling } = run;
    const isOverdue = cancelling !== null && deps.now() - Date.parse(cancelling.at) > cancelGraceMs;
    if (isOverdue) await deps.workflow.stop(run.runId, `Cancelled by ${cancelling.by}`);
    return false;
  }
  if (execution.kind === 'ENDED') {
    await closeRun(deps, run, endOfExecution(execution.aborted, execution.reason));
    return true;
  }
  if (deps.now() - Date.parse(run.startedAt) < startGraceMs) return false;
  const message = 'A fault kept the run from starting. Start it again.';
  await closeRun(deps, run, { aborted: false, error: { code: 'never_started', message } });
  return true;
}

/** What an execution that ended before its run says of it. */
export function endOfExecution(aborted: boolean, reason: string): EarlyEnd {
  if (aborted)
    return { aborted, error: { code: 'workflow_stopped', message: `The workflow was stopped (${reason}).` } };
  const message = `The workflow ended before the run did (${reason}). Start the run again.`;
  return { aborted, error: { code: 'workflow_ended', message } };
}

/** How Step Functions hands on what went wrong in a state. */
export interface StateError {
  readonly Error: string;
  readonly Cause: string;
}

/** What Step Functions calls a state that waited for longer than it may; only those that wait for chunks end a run so. */
const timedOut = 'States.Timeout';

/** Why a run ends that came to its last state past all others, because one of them failed for good. */
export function endOfFailedState({ Error: name, Cause: cause }: StateError): EarlyEnd {
  if (name === timedOut) {
    const message = 'Some of the records were not dealt with within a day, so nothing waits for them any more.';
    return { aborted: false, error: { code: 'chunks_lost', message: `${message} Start the run again.` } };
  }
  const message = `A part of the workflow failed (${name}: ${messageIn(cause)}). Start the run again.`;
  return { aborted: false, error: { code: 'workflow_ended', message } };
}

/** Lambda wraps an error in JSON, with its stack, which is nobody's business here. */
function messageIn(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { readonly errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
}
