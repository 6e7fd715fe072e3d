import type { RunStore, StoredRun } from '../runs/run-store.ts';
import type { StepStore, StoredStep } from '../steps/step-store.ts';
import { chunksPerGroup, groupOfChunk } from '../table/keys.ts';
import type { TallyStore } from '../tally/tally-store.ts';
import { expiryAfter } from '../trail/retention.ts';
import type { TrailStore } from '../trail/trail-store.ts';

export interface RenewDependencies {
  readonly runs: RunStore;
  readonly steps: StepStore;
  readonly tallies: TallyStore;
  readonly trail: TrailStore;
  readonly now: () => number;
}

/** DynamoDB may delete an item the moment it has expired, so this much before. */
const renewBeforeDays = 2;
const renewedForDays = 7;

/**
 * Makes the hot copy of a run that is still not archived last longer, if its end is near. The run itself is changed
 * last: whoever dies half way does all of it again.
 */
export async function renewHotCopy(deps: RenewDependencies, run: StoredRun): Promise<'renewed' | 'not-due'> {
  if (run.hotUntil > expiryAfter(deps.now(), renewBeforeDays)) return 'not-due';
  const hotUntil = expiryAfter(deps.now(), renewedForDays);
  for (const step of await deps.steps.list(run.org, run.runId)) {
    for (let group = 0; group < groupsOf(step); group++) {
      await deps.tallies.renew(step, group, hotUntil);
      await deps.trail.renew(step, group, hotUntil);
    }
    await deps.steps.noteHotUntil(step, hotUntil);
  }
  await deps.runs.noteHotUntil(run.org, run.runId, hotUntil);
  return 'renewed';
}

/** Groups in which a number may have been used. */
const groupsOf = ({ groups, pull }: StoredStep): number =>
  Math.max(groups ?? 0, groupOfChunk(Math.max(pull.nextChunk, pull.reserved) + chunksPerGroup - 1));
