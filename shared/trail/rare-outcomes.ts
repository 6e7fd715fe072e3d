import { outcomeOf } from './count-block.ts';
import type { EntityEntry } from './trail-block.ts';

/** NONE and OK: what most runs are full of, and what nobody looks for. It is never rare. */
export const unchangedOutcome = 'NO';

/** Asked of every record of a run, so it puts no letters together. */
export const isUnchanged = ({ action, status }: EntityEntry): boolean => action === 'NONE' && status === 'OK';

/** The outcomes of some entities that no more than so many of them have, all together: rarest first. */
export function rareOutcomes(entities: Iterable<EntityEntry>, most: number): string[] {
  const counts = new Map<string, number>();
  for (const entity of entities) {
    if (isUnchanged(entity)) continue;
    const outcome = outcomeOf(entity);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  const rarest = [...counts].sort(([one, few], [other, many]) => few - many || (one < other ? -1 : 1));
  let left = most;
  return rarest.flatMap(([outcome, count]) => {
    left -= count;
    return left >= 0 ? [outcome] : [];
  });
}
