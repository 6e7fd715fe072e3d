import type { Severity } from '../api/entity.ts';
import type { Counts } from '../api/run.ts';

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
  'hashed',
  'staged',
  'spared',
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

export function severityOf({ errors, warnings, infos }: Pick<TallyCounts, 'errors' | 'warnings' | 'infos'>): Severity {
  if (errors > 0) return 'ERROR';
  if (warnings > 0) return 'WARNING';
  return infos > 0 ? 'INFO' : 'OK';
}

/** The counts of the API; `pulled` is counted by the pull itself, so that it can prove the others. */
export function apiCounts(counts: TallyCounts, pulled: number): Counts {
  const { created, updated, deleted, staged, unchanged, skipped, failed, warnings, errors } = counts;
  const signals = created + updated + deleted;
  return { pulled, created, updated, deleted, staged, unchanged, skipped, failed, warnings, errors, signals };
}

/** Records that the tallies account for; deletions are counted apart, because nobody pulled them. */
export function accountedFor(counts: TallyCounts): number {
  const { created, updated, unchanged, skipped, failed, failedDeletions, spared } = counts;
  return created + updated + unchanged + skipped + failed - failedDeletions - spared;
}
