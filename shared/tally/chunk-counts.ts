import type { Severity } from '../api/entity.ts';
import type { Counts } from '../api/run.ts';
import type { EntityEntry } from '../trail/trail-block.ts';

/** What a tally adds up, at every level: chunk → group → step → run. */
export const countNames = [
  'created',
  'updated',
  'deleted',
  'unchanged',
  'skipped',
  'failed',
  'failedDeletions',
  'infos',
  'warnings',
  'errors',
  'passedChunks',
  'failedChunks',
  'pages',
  'rateLimited',
] as const;

export type CountName = (typeof countNames)[number];
export type TallyCounts = Readonly<Record<CountName, number>>;

export const noCounts = Object.fromEntries(countNames.map((name) => [name, 0])) as TallyCounts;

export function addCounts(...all: readonly TallyCounts[]): TallyCounts {
  return Object.fromEntries(
    countNames.map((name) => [name, all.reduce((sum, counts) => sum + counts[name], 0)]),
  ) as TallyCounts;
}

/** The counts kept in an item; attributes that are absent count as 0. */
export function countsOfItem(item: Readonly<Record<string, unknown>> | undefined): TallyCounts {
  return Object.fromEntries(countNames.map((name) => [name, Number(item?.[name] ?? 0)])) as TallyCounts;
}

const countOfAction = {
  CREATE: 'created',
  UPDATE: 'updated',
  DELETE: 'deleted',
  SKIP: 'skipped',
  NONE: 'unchanged',
} as const;
const countOfStatus = { OK: null, INFO: 'infos', WARNING: 'warnings', ERROR: 'errors' } as const;

/** Every entity is counted once by action (an error counts as failed, whatever was tried) and once by status. */
export function countEntities(entities: readonly EntityEntry[]): Record<CountName, number> {
  const counts: Record<CountName, number> = { ...noCounts };
  for (const { action, status } of entities) {
    counts[status === 'ERROR' ? 'failed' : countOfAction[action]] += 1;
    if (status === 'ERROR' && action === 'DELETE') counts.failedDeletions += 1;
    const byStatus = countOfStatus[status];
    if (byStatus) counts[byStatus] += 1;
  }
  return counts;
}

export function severityOf({ errors, warnings, infos }: Pick<TallyCounts, 'errors' | 'warnings' | 'infos'>): Severity {
  if (errors > 0) return 'ERROR';
  if (warnings > 0) return 'WARNING';
  return infos > 0 ? 'INFO' : 'OK';
}

/** The counts of the API; `pulled` is counted by the pull itself, so that it can prove the others. */
export function apiCounts(counts: TallyCounts, pulled: number): Counts {
  const { created, updated, deleted, unchanged, skipped, failed, warnings, errors } = counts;
  const signals = created + updated + deleted;
  return { pulled, created, updated, deleted, unchanged, skipped, failed, warnings, errors, signals };
}
