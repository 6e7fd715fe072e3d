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
export function outcomesOf({ entities }: Pick<TrailBlock, 'entities'>): string[] {
  const outcomes = new Set<string>();
  let last: EntityEntry | undefined;
  for (const entity of entities) {
    // Mostly it is the same as of the one before: then there is nothing to put together.
    if (entity.action !== last?.action || entity.status !== last.status) outcomes.add(outcomeOf(entity));
    last = entity;
  }
  return [...outcomes].sort();
}

export const everyOutcome: readonly string[] = Object.values(actionLetters).flatMap((action) =>
  Object.values(statusLetters).map((status) => action + status),
);

/** A deletion that waits for somebody's yes. It is none yet, so it is counted apart. */
export const stagedCode = 'deletion_staged';
/** A record whose deletion somebody said yes to, and that the source gave again meanwhile. Nobody pulled it in this run. */
export const seenAgainCode = 'seen_again';

/** Every entity is counted once by action (an error counts as failed, whatever was tried) and once by status. */
function countEntities(entities: readonly EntityEntry[]): Record<CountName, number> {
  const counts: Record<CountName, number> = { ...noCounts };
  for (const { action, status, content, code } of entities) {
    if (content !== undefined) counts.hashed += 1;
    counts[status === 'ERROR' ? 'failed' : code === stagedCode ? 'staged' : countOfAction[action]] += 1;
    if (code === seenAgainCode) counts.spared += 1;
    if (status === 'ERROR' && action === 'DELETE') counts.failedDeletions += 1;
    const byStatus = countOfStatus[status];
    if (byStatus) counts[byStatus] += 1;
  }
  return counts;
}
