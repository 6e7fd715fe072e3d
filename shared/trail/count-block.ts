import { type CountName, noCounts, type TallyCounts } from '../tally/chunk-counts.ts';
import { isRateLimited } from './page-entry.ts';
import type { EntityEntry, TrailBlock } from './trail-block.ts';

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
export const countOfAction = {
  CREATE: 'created',
  UPDATE: 'updated',
  DELETE: 'deleted',
  SKIP: 'skipped',
  NONE: 'unchanged',
} as const;
/** Where it is counted by how it went. */
export const countOfStatus = { OK: null, INFO: 'infos', WARNING: 'warnings', ERROR: 'errors' } as const;

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
