import { groupOfChunk } from '../table/keys.ts';
import { addCounts, type TallyCounts } from '../tally/chunk-counts.ts';
import type { TallyStore } from '../tally/tally-store.ts';
import type { StoredStep } from './step-store.ts';

/** Counts of a step; while it is going from its groups, also those that are not complete. */
export async function countsOfStep(tallies: TallyStore, step: StoredStep): Promise<TallyCounts> {
  if (step.finalCounts) return step.finalCounts;
  const used = groupOfChunk(Math.max(step.pull.nextChunk, step.pull.reserved) - 1) + 1;
  const groups = await tallies.groups(step, Math.max(step.groups ?? 0, used));
  return addCounts(...groups.map(({ counts }) => counts));
}
