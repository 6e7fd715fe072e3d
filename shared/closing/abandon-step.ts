import type { PullState, StepError, StoredStep } from '../steps/step-store.ts';
import { chunksPerGroup } from '../table/keys.ts';
import { type CloseStepDependencies, closeStep } from './close-step.ts';
import { type CompareDependencies, compareStep } from './compare-step.ts';

/** Chunks that are voided at once. */
const voidsAtOnce = 16;

/**
 * Ends a step that nobody works on any more: the pull is fenced off, chunks that are still waiting are voided, so that
 * none of them counts later, and what was applied is kept for the next run. Nothing is deleted on the word of half a
 * read. May be done again after dying half way.
 */
export async function abandonStep(
  deps: CloseStepDependencies & CompareDependencies,
  step: StoredStep,
  reason: StepError,
): Promise<void> {
  if (step.endedAt !== null) return;
  const fenced = await fencePull(deps, step, reason);
  await voidWaiting(deps, fenced);
  if (!fenced.comparison) await compareStep(deps, fenced);
  const compared = await deps.steps.get(step);
  if (compared) await closeStep(deps, compared);
}

/** Takes the pull over for good. A worker that gets ahead with a checkpoint meanwhile is fenced by the next try. */
async function fencePull(
  { steps }: Pick<CompareDependencies, 'steps'>,
  step: StoredStep,
  reason: StepError,
): Promise<StoredStep> {
  for (let current: StoredStep | undefined = step; current; current = await steps.get(step)) {
    const { pull } = current;
    const fenced: PullState = {
      ...pull,
      attempt: pull.attempt + 1,
      nextChunk: Math.max(pull.nextChunk, pull.reserved),
      done: true,
      error: pull.error ?? (current.comparison ? null : reason),
    };
    if ((await steps.savePull(step, pull.attempt, fenced)) === 'saved') return { ...current, pull: fenced };
  }
  throw new Error(`The step ${step.stream} of run ${step.runId} is gone.`);
}

async function voidWaiting(deps: Pick<CompareDependencies, 'tallies'>, step: StoredStep): Promise<void> {
  const numbers = Math.max(step.pull.nextChunk, (step.groups ?? 0) * chunksPerGroup);
  const groups = await deps.tallies.groups(step, Math.ceil(numbers / chunksPerGroup));
  const waiting = Array.from({ length: numbers }, (_, chunk) => chunk).filter(
    (chunk) => !groups[Math.floor(chunk / chunksPerGroup)]?.done.has(chunk),
  );
  for (let from = 0; from < waiting.length; from += voidsAtOnce) {
    const batch = waiting.slice(from, from + voidsAtOnce);
    await Promise.all(batch.map((chunk) => deps.tallies.voidChunk({ ...step, chunk }, step.expiresAt)));
  }
}
