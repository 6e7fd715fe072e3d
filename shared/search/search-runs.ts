import type { PageRequest } from '../api/list.ts';
import type { Run } from '../api/run.ts';
import { presentRun } from '../readers/present-run.ts';
import { fitsFilters, type RunFilters, type RunReader } from '../readers/run-reader.ts';
import type { StoredRun } from '../runs/run-store.ts';
import { isEnded } from '../runs/run-transitions.ts';
import { isExpired } from '../trail/retention.ts';
import { atOnce } from './at-once.ts';
import type { SearchQuery } from './find-records.ts';
import { findTouches, type TouchDependencies } from './page-of-touches.ts';
import { decodeSearchCursor, encodeSearchCursor } from './search-cursor.ts';
import type { SearchPage } from './search-records.ts';
import { behindRun, type Touch } from './touches.ts';

export interface SearchRunsDependencies extends TouchDependencies {
  readonly runReader: RunReader;
}

/** Runs looked at for one page at the most; a page of a rare filter is then short, and its cursor goes on. */
const runsPerRequest = 1_000;

/** The runs that touched the records searched for, newest first. Where there is nothing to search, there are none. */
export async function searchRuns(
  deps: SearchRunsDependencies,
  org: string,
  query: SearchQuery,
  filters: RunFilters,
  { limit, cursor }: PageRequest,
): Promise<SearchPage<Run> | { readonly kind: 'bad-cursor' }> {
  const { integrationId, connector, from, to } = filters;
  const bound = ['runs', org, query, filters];
  const position = cursor === null ? null : decodeSearchCursor(bound, cursor);
  if (position === undefined) return { kind: 'bad-cursor' };
  const scope = { org, integrationId, connector };
  const found = await findTouches(deps, { kind: 'runs', scope, query, filters: { from, to } }, position);
  if (found.kind !== 'found') return { kind: 'page', items: [], next: null, complete: true, unreadable: [] };

  const runs: StoredRun[] = [];
  const ids = runIdsOf(found.touches);
  let last: string | undefined;
  for (let seen = 0; runs.length < limit && seen < runsPerRequest; ) {
    const some = taken(ids, limit - runs.length);
    if (some.length === 0) break;
    last = some.at(-1);
    seen += some.length;
    runs.push(...(await fitting(deps, org, some, filters)));
  }
  const next = last !== undefined && !ids.next().done ? behindRun(last) : found.next;
  const items = await atOnce(runs, (run) => present(deps, run));
  const { complete, unreadable } = found.notes;
  return {
    kind: 'page',
    items: items.filter((run) => run !== undefined),
    next: next && encodeSearchCursor(bound, next),
    complete,
    unreadable,
  };
}

function* runIdsOf(touches: Iterable<Touch>): Generator<string> {
  let last: string | undefined;
  for (const { runId } of touches) {
    if (runId !== last) yield runId;
    last = runId;
  }
}

/** The next of them; unlike `take`, it leaves the rest to be taken. */
function taken(ids: Iterator<string>, most: number): string[] {
  const some: string[] = [];
  while (some.length < most) {
    const { value, done } = ids.next();
    if (done) break;
    some.push(value);
  }
  return some;
}

async function fitting(
  { runs, now }: SearchRunsDependencies,
  org: string,
  ids: readonly string[],
  filters: RunFilters,
): Promise<StoredRun[]> {
  const found = await runs.getMany(org, ids);
  return found
    .filter((run) => !isExpired(run.expiresAt, now()) && fitsFilters(run, filters))
    .sort((one, other) => (one.runId > other.runId ? -1 : 1));
}

const present = async ({ runReader }: SearchRunsDependencies, run: StoredRun): Promise<Run | undefined> =>
  isEnded(run.progress) ? presentRun(run, []) : runReader.get(run.org, run.runId);
