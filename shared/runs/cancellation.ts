import type { StepError } from '../steps/step-store.ts';
import type { RunInput } from '../workflow/workflow.ts';
import type { RunStore, StoredRun } from './run-store.ts';

/** Why a run is being ended before its time; null where nobody asked for that, or it is over. */
export function cancellationOf(run: StoredRun | undefined): StepError | null {
  if (run?.progress !== 'ABORTION_PENDING') return null;
  const by = run.cancelling ? ` by ${run.cancelling.by}` : '';
  return { code: 'cancelled', message: `The run was cancelled${by}.` };
}

/** The same for a run by its id, with one read. */
export async function readCancellation(
  runs: Pick<RunStore, 'get'>,
  { org, runId }: RunInput,
): Promise<StepError | null> {
  return cancellationOf(await runs.get(org, runId));
}
