import { type SendToArchiveDependencies, sendToArchive } from '../archive/send-to-archive.ts';
import type { CloseRunDependencies } from '../closing/close-run.ts';
import { endIfLost } from '../closing/end-lost-run.ts';
import { isEnded } from '../runs/run-transitions.ts';
import type { Workflow } from '../workflow/workflow.ts';

/**
 * Looks at every run for which something is left to do: ends the lost ones, and sends the ended ones to the archive. One
 * that cannot be dealt with now does not keep the others from it.
 */
export async function sweepRuns(
  deps: CloseRunDependencies & SendToArchiveDependencies & { readonly workflow: Workflow },
): Promise<{ ended: string[]; archiving: string[]; failed: string[] }> {
  const ended: string[] = [];
  const archiving: string[] = [];
  const failed: string[] = [];
  for await (const run of deps.runs.open()) {
    try {
      if (isEnded(run.progress)) {
        if ((await sendToArchive(deps, run)) === 'sent') archiving.push(run.runId);
      } else if (await endIfLost(deps, run)) ended.push(run.runId);
    } catch (error) {
      console.error(`Run ${run.runId} of ${run.org} could not be seen to; the next sweep tries again.`, error);
      failed.push(run.runId);
    }
  }
  return { ended, archiving, failed };
}
