import type { StepOfRun } from '../table/keys.ts';
import type { StepStore, StoredStep } from './step-store.ts';

/** A step that the workflow speaks of. Throws where it is gone: retention took a run that was never ended. */
export async function requireStep(steps: StepStore, { org, runId, stream }: StepOfRun): Promise<StoredStep> {
  const step = await steps.get({ org, runId, stream });
  if (!step) throw new Error(`Run ${runId} of ${org} has no step for the stream ${stream}.`);
  return step;
}
