import type { PullState, StoredStep } from '../steps/step-store.ts';
import { chunksPerGroup, groupOfChunk } from '../table/keys.ts';
import type { PullDependencies } from './pull-dependencies.ts';

/** Pulling is over: says how many chunks there are, so that the last one to be tallied completes the step. */
export async function sealPull(
  deps: Pick<PullDependencies, 'steps' | 'tallies' | 'workflow'>,
  step: StoredStep,
  { nextChunk }: PullState,
): Promise<void> {
  const lastGroup = groupOfChunk(nextChunk - 1);
  if (nextChunk > 0) {
    await deps.tallies.sealGroup(step, lastGroup, nextChunk - lastGroup * chunksPerGroup, step.hotUntil);
  }
  const sealed = await deps.steps.setGroups(step, lastGroup + 1);
  if (sealed.complete && sealed.taskToken !== null) await deps.workflow.succeed(sealed.taskToken);
}
