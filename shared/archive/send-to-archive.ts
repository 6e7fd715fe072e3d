import type { RunStore, StoredRun } from '../runs/run-store.ts';
import type { ArchiveWorkflow } from '../workflow/workflow.ts';
import { type RenewDependencies, renewHotCopy } from './renew-hot-copy.ts';

export interface SendToArchiveDependencies extends RenewDependencies {
  readonly runs: RunStore;
  readonly archiving: ArchiveWorkflow;
}

const minute = 60_000;
/** An archive that cannot be written is tried again after 1, 2, 4 … minutes, and then every hour. */
const pauseAfter = (attempt: number): number => Math.min(60, 2 ** (attempt - 1)) * minute;

/**
 * Sees to it that an ended run gets into the archive: starts the workflow for it, and again after it has failed. Until it
 * is there, the hot copy is not let expire.
 */
export async function sendToArchive(
  deps: SendToArchiveDependencies,
  run: StoredRun,
): Promise<'sent' | 'under-way' | 'pausing'> {
  await renewHotCopy(deps, run);
  const { archiving: last } = run;
  if (last) {
    const execution = await deps.archiving.status(run, last.attempt);
    if (execution.kind === 'RUNNING') return 'under-way';
    if (deps.now() - Date.parse(last.startedAt) < pauseAfter(last.attempt)) return 'pausing';
  }
  const attempt = (last?.attempt ?? 0) + 1;
  const noted = await deps.runs.noteArchiving(run, { attempt, startedAt: new Date(deps.now()).toISOString() });
  if (noted === 'refused') return 'under-way';
  await deps.archiving.start(run, attempt);
  return 'sent';
}
