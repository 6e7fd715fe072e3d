import type { PageRequest } from '../api/list.ts';
import type { ChangedRecord } from '../api/record.ts';
import type { RunStore, StoredRun } from '../runs/run-store.ts';
import { isExpired } from '../trail/retention.ts';
import type { UnreadablePartError } from '../trail/unreadable-part-error.ts';
import { decodeChangeCursor, encodeChangeCursor } from './change-cursor.ts';
import { type FillDependencies, fillPage } from './fill-page.ts';
import { type ChangeLimits, changeLimits, PageOfChanges } from './page-of-changes.ts';
import { type WalkedIntegration, walkRuns } from './walk-runs.ts';

export interface ChangedRecordsDependencies extends FillDependencies {
  readonly runs: RunStore;
  /** Since when (epoch milliseconds) every run of an org is kept. */
  readonly trailReach: (org: string) => Promise<number>;
  readonly limits?: ChangeLimits;
}

export interface ChangesQuery {
  readonly org: string;
  /** What is asked for, as the cursor is to be bound to it: one integration, or all of a connector. */
  readonly scope: string;
  readonly integrations: readonly WalkedIntegration[];
  /** ISO time; null for as long as can be told. */
  readonly since: string | null;
  /** Only what this run changed. The run must be of one of the integrations. */
  readonly runId?: string | undefined;
  readonly stream?: string | undefined;
  readonly action?: ChangedRecord['action'] | undefined;
}

export type ChangesResult =
  | {
      readonly kind: 'page';
      readonly items: ChangedRecord[];
      readonly next: string | null;
      /** Parts of the archive that could not be read: what they hold is not among the items. */
      readonly unreadable: readonly UnreadablePartError[];
    }
  | { readonly kind: 'bad-cursor' }
  | { readonly kind: 'run-not-found' }
  /** The log does not reach back that far; `earliest` (ISO) is what can be asked for. */
  | { readonly kind: 'beyond-reach'; readonly earliest: string };

/** The record store keeps the marks of deleted records for so long. */
const tombstoneMs = 30 * 86_400_000;
/** A run is kept so many days from its start, and changes records until its end: nearly all end within the hour. */
const runMs = 3_600_000;
/**
 * Records that were created, updated or deleted, each once and as it is now, those of the newest run first. Found through
 * the trail: an index over the records would double the price of each write.
 */
export async function listChangedRecords(
  deps: ChangedRecordsDependencies,
  query: ChangesQuery,
  { limit, cursor }: PageRequest,
): Promise<ChangesResult> {
  const { org, scope, integrations, runId, stream, action } = query;
  const bound = ['changes', org, scope, query.since, runId, stream, action];
  const from = cursor === null ? null : decodeChangeCursor(bound, cursor);
  if (from === undefined) return { kind: 'bad-cursor' };
  const earliest = runId === undefined ? await earliestOf(deps, org) : new Date(0).toISOString();
  const since = query.since ?? earliest;
  // A list that was begun in time is given to its end.
  if (since < earliest && from === null) return { kind: 'beyond-reach', earliest };
  const run = runId === undefined ? null : await findRun(deps, query, runId);
  if (run === undefined) return { kind: 'run-not-found' };
  const runs = run ? [run] : walkRuns(deps.runs, integrations, { org, from: from?.runId ?? null, since });
  const page = new PageOfChanges(limit, deps.limits ?? changeLimits);
  const next = await fillPage(deps, page, runs, { from, since, stream, action });
  return {
    kind: 'page',
    items: page.items,
    next: next && encodeChangeCursor(bound, next),
    unreadable: page.unreadable,
  };
}

async function earliestOf({ trailReach, now }: ChangedRecordsDependencies, org: string): Promise<string> {
  return new Date(Math.max(await trailReach(org), now() - tombstoneMs) + runMs).toISOString();
}

async function findRun(
  { runs, now }: ChangedRecordsDependencies,
  { org, integrations }: ChangesQuery,
  runId: string,
): Promise<StoredRun | undefined> {
  const run = await runs.get(org, runId);
  const isWanted = integrations.some(({ integrationId }) => integrationId === run?.integrationId);
  return run && isWanted && !isExpired(run.expiresAt, now()) ? run : undefined;
}
