import type { Severity } from '../api/entity.ts';
import { type CountName, noCounts, type TallyCounts } from '../tally/chunk-counts.ts';
import { isRateLimited } from './page-entry.ts';
import { actionLetters, type EntityEntry, type TrailBlock } from './trail-block.ts';

/** What a chunk that was applied adds to the tallies. */
export function countBlock(block: TrailBlock): TallyCounts {
  return {
    ...countEntities(block.entities),
    passedChunks: 1,
    pages: block.pages.length,
    rateLimited: block.calls.filter(isRateLimited).length,
  };
}

/** Where an entity is counted by what was done with it; failed ones are counted as such. */
const countOfAction = {
  CREATE: 'created',
  UPDATE: 'updated',
  DELETE: 'deleted',
  SKIP: 'skipped',
  NONE: 'unchanged',
} as const;
/** Where it is counted by how it went. */
const countOfStatus = { OK: null, INFO: 'infos', WARNING: 'warnings', ERROR: 'errors' } as const;

/** The letter of a status in an outcome. */
export const statusLetters: Readonly<Record<Severity, string>> = { OK: 'O', INFO: 'I', WARNING: 'W', ERROR: 'E' };

/** An action together with a status, in two letters: `NO` for NONE and OK. */
export const outcomeOf = ({ action, status }: Pick<EntityEntry, 'action' | 'status'>): string =>
  actionLetters[action] + statusLetters[status];

/** Which outcomes a block holds, in alphabetical order: counts cannot tell which action went with which status. */
export const outcomesOf = ({ entities }: Pick<TrailBlock, 'entities'>): string[] =>
  [...new Set(entities.map(outcomeOf))].sort();

export const everyOutcome: readonly string[] = Object.values(actionLetters).flatMap((action) =>
  Object.values(statusLetters).map((status) => action + status),
);

/** Every entity is counted once by action (an error counts as failed, whatever was tried) and once by status. */
function countEntities(entities: readonly EntityEntry[]): Record<CountName, number> {
  const counts: Record<CountName, number> = { ...noCounts };
  for (const { action, status, content } of entities) {
    if (content !== undefined) counts.hashed += 1;
    counts[status === 'ERROR' ? 'failed' : countOfAction[action]] += 1;
    if (status === 'ERROR' && action === 'DELETE') counts.failedDeletions += 1;
    const byStatus = countOfStatus[status];
    if (byStatus) counts[byStatus] += 1;
  }
  return counts;
}
