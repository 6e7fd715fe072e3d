import type { RunStore } from '../runs/run-store.ts';
import type { Workflow } from '../workflow/workflow.ts';
import type { WorkStore } from './work-store.ts';

/**
 * Lets a run that was cancelled go on where no runner works on it, so that it ends now. Where one does, it hears of it
 * with its next delivery.
 */
export async function wakeRun(
  { runs, works, workflow, now }: { runs: RunStore; works: WorkStore; workflow: Workflow; now: () => number },
  org: string,
  runId: string,
): Promise<void> {
  const run = await runs.get(org, runId);
  if (run?.pool === undefined) return;
  const waiting = await works.list(org, run.pool, runId);
  for (const { runnerId, leaseUntil, taskToken } of waiting) {
    if (runnerId === null || leaseUntil <= now()) await workflow.succeed(taskToken);
  }
}
