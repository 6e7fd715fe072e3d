import { settleChunk, strikeSettled } from '../chunks/settle-chunk.ts';
import { type TakeOverDependencies, takeOver } from '../pull/take-over.ts';
import { requireStep } from '../steps/require-step.ts';
import type { StepError, StoredStep } from '../steps/step-store.ts';
import { chunksPerGroup, groupOfChunk } from '../table/keys.ts';
import { type CloseStepDependencies, closeStep } from './close-step.ts';
import { type CompareDependencies, compareStep } from './compare-step.ts';

/** Chunks that are settled at once. */
const settledAtOnce = 16;

/**
 * Ends a step that nobody works on any more: the pull is fenced off, chunks that are still waiting are settled, so that
 * none of them counts later, and what was applied is kept for the next run. Nothing is deleted on the word of half a
 * read. May be done again after dying half way.
 */
export async function abandonStep(
  deps: CloseStepDependencies & CompareDependencies & TakeOverDependencies,
  step: StoredStep,
  reason: StepError,
): Promise<void> {
  if (step.endedAt !== null) return;
  const fenced = await endPull(deps, step, reason);
  await settleWaiting(deps, fenced);
  if (!fenced.comparison) await compareStep(deps, fenced, { lookForDeletions: false });
  await closeStep(deps, await requireStep(deps.steps, step));
}

/** Takes the pull over for good. Whoever gets ahead with a checkpoint meanwhile is taken over in the next try. */
async function endPull(deps: TakeOverDependencies, step: StoredStep, reason: StepError): Promise<StoredStep> {
  for (let current = step; ; current = await requireStep(deps.steps, step)) {
    if (current.pull.done) return current;
    const taken = await takeOver(deps, current, 0);
    if (!taken) continue;
    const { checkpoint, nextChunk, nextPage, pulled, repeated } = taken;
    const ended = {
      ...checkpoint,
      nextChunk,
      nextPage,
      pulled,
      repeated,
      done: true,
      error: checkpoint.error ?? reason,
    };
    if ((await deps.steps.savePull(step, checkpoint.attempt, ended)) === 'saved') return { ...current, pull: ended };
  }
}

async function settleWaiting(deps: TakeOverDependencies, step: StoredStep): Promise<void> {
  const numbers = Math.max(step.pull.nextChunk, (step.groups ?? 0) * chunksPerGroup);
  const groups = await deps.tallies.groups(step, Math.ceil(numbers / chunksPerGroup));
  const waiting = Array.from({ length: numbers }, (_, chunk) => chunk).filter(
    (chunk) => !groups[groupOfChunk(chunk)]?.done.has(chunk),
  );
  const settled = groups.flatMap((group) => [...group.settled]);
  await Promise.all(settled.map((chunk) => strikeSettled(deps, { ...step, chunk })));
  for (let from = 0; from < waiting.length; from += settledAtOnce) {
    const batch = waiting.slice(from, from + settledAtOnce);
    await Promise.all(batch.map((chunk) => settleChunk(deps, { ...step, chunk })));
  }
}
