import type { StoredStep } from '../steps/step-store.ts';

/** How many entities the trail of a closed step holds. */
export const entitiesOf = (step: StoredStep): number => changesOf(step) + (step.finalCounts ?? step.counts).unchanged;

/** How many of them are something else than unchanged. */
export function changesOf({ finalCounts, counts }: StoredStep): number {
  const { created, updated, deleted, staged, skipped, failed } = finalCounts ?? counts;
  return created + updated + deleted + staged + skipped + failed;
}
