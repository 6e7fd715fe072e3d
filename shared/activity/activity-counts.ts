import type { ActivityCounts } from '../api/activity.ts';
import type { Run } from '../api/run.ts';

export const noActivity: ActivityCounts = {
  runs: 0,
  partialRuns: 0,
  failedRuns: 0,
  abortedRuns: 0,
  durationMs: 0,
  records: 0,
  created: 0,
  updated: 0,
  deleted: 0,
  unchanged: 0,
  skipped: 0,
  failedRecords: 0,
};
export const activityNames = Object.keys(noActivity) as (keyof ActivityCounts)[];

/** What a run that has ended adds. One that somebody stopped counts as that alone: it says nothing of the source. */
export function activityOfRun({ outcome, progress, durationMs, counts }: Run): ActivityCounts {
  if (progress === 'ABORTED') return { ...noActivity, abortedRuns: 1 };
  const { created, updated, deleted, unchanged, skipped, failed } = counts;
  return {
    ...noActivity,
    runs: 1,
    partialRuns: outcome === 'PARTIAL' ? 1 : 0,
    failedRuns: outcome === 'FAILED' ? 1 : 0,
    durationMs: durationMs ?? 0,
    records: created + updated + deleted + unchanged + skipped + failed,
    created,
    updated,
    deleted,
    unchanged,
    skipped,
    failedRecords: failed,
  };
}

/** The counts kept in an item; attributes that are absent count as 0. */
export const activityOfItem = (item: Readonly<Record<string, unknown>>): ActivityCounts =>
  Object.fromEntries(activityNames.map((name) => [name, Number(item[name] ?? 0)])) as ActivityCounts;

export const addActivity = (...all: readonly ActivityCounts[]): ActivityCounts =>
  Object.fromEntries(
    activityNames.map((name) => [name, all.reduce((sum, counts) => sum + counts[name], 0)]),
  ) as ActivityCounts;
