import type { Workflow } from '../workflow/workflow.ts';
import { type CloseRunDependencies, closeRun, type EarlyEnd } from './close-run.ts';
import type { StoredRun } from './run-store.ts';

/** A start takes well under a second; after this long without an execution it has died on the way. */
const startGraceMs = 60_000;

/**
 * R14, for a run whose execution is over or was never there: ends it with the reason. Answers whether it did. A run
 * whose execution goes on is left alone.
 */
export async function endIfLost(
  deps: CloseRunDependencies & { readonly workflow: Workflow },
  run: StoredRun,
): Promise<boolean> {
  const execution = await deps.workflow.status(run.runId);
  if (execution.kind === 'RUNNING') return false;
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
