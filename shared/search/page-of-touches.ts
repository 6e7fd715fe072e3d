import type { EntityAction, Severity } from '../api/entity.ts';
import type { PageRequest } from '../api/list.ts';
import { idRange } from '../readers/run-reader.ts';
import { type CollectDependencies, collectTouches, type TouchFilter } from './collect-touches.ts';
import { type FindDependencies, findRecords, type SearchQuery } from './find-records.ts';
import { decodeSearchCursor, encodeSearchCursor } from './search-cursor.ts';
import { SearchNotes } from './search-notes.ts';
import { resolveScope, type ScopeDependencies, type ScopeRefusal, type SearchScope } from './search-scope.ts';
import { beforeRun, inOneOrder, inOrder, positionOf, type Touch, type TouchPosition } from './touches.ts';

export type TouchDependencies = FindDependencies & CollectDependencies & ScopeDependencies;

/** What narrows the touches of the records that were found. */
export interface SearchFilters {
  /** ISO times: of runs started at or after, and before. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly action?: EntityAction | undefined;
  readonly status?: Severity | undefined;
}

export interface TouchQuery {
  /** What the list is of: a cursor of one is none for another. */
  readonly kind: string;
  readonly scope: SearchScope;
  readonly query: SearchQuery;
  readonly filters: SearchFilters;
}

export interface FoundTouches {
  readonly kind: 'found';
  /** In order; none before the position asked for. */
  readonly touches: Iterable<Touch>;
  /** Where to go on once they are all taken. */
  readonly next: TouchPosition | null;
  readonly notes: SearchNotes;
}

/**
 * What was merged may have been merged again while a search was under way, and its objects removed: then it is elsewhere
 * now. Where the archive is far behind, that may happen several times within seconds.
 */
const attempts = 4;

/** All touches of what is searched for, behind a position. */
export async function findTouches(
  deps: TouchDependencies,
  query: TouchQuery,
  position: TouchPosition | null,
): Promise<FoundTouches | ScopeRefusal> {
  let found = await findOnce(deps, query, position);
  for (let attempt = 1; attempt < attempts && metLostIndex(found); attempt++)
    found = await findOnce(deps, query, position);
  if (metLostIndex(found)) console.error('A search met an index that is lost.', query);
  return found;
}

const metLostIndex = (found: FoundTouches | ScopeRefusal): boolean => found.kind === 'found' && found.notes.lostIndex;

async function findOnce(
  deps: TouchDependencies,
  { scope, query, filters }: TouchQuery,
  position: TouchPosition | null,
): Promise<FoundTouches | ScopeRefusal> {
  const resolved = await resolveScope(deps, scope);
  if (resolved.kind !== 'scope') return resolved;
  const notes = new SearchNotes();
  const wanted = await findRecords(deps, resolved.indexes, query, notes);
  const filter = filterOf(scope, filters, position);
  const { lists, next } = await collectTouches(deps, wanted, filter, notes);
  const isWanted = (touch: Touch) =>
    (position === null || inOrder(positionOf(touch), position) > 0) && (next === null || touch.runId > next);
  const touches = inOneOrder(lists);
  return { kind: 'found', touches: touches.filter(isWanted), next: next === null ? null : beforeRun(next), notes };
}

function filterOf({ runId }: SearchScope, filters: SearchFilters, position: TouchPosition | null): TouchFilter {
  const { action, status } = filters;
  const { fromId, toId } = runId === undefined ? idRange(filters) : { fromId: runId, toId: runId };
  return {
    fromId,
    toId: position && position.runId < toId ? position.runId : toId,
    fits: (outcome) =>
      (action === undefined || outcome.action === action) && (status === undefined || outcome.status === status),
  };
}

export type PageOfTouches =
  | {
      readonly kind: 'page';
      readonly touches: readonly Touch[];
      readonly next: string | null;
      readonly notes: SearchNotes;
    }
  | { readonly kind: 'bad-cursor' }
  | ScopeRefusal;

/** One page of the touches of what is searched for. */
export async function pageOfTouches(
  deps: TouchDependencies,
  query: TouchQuery,
  { limit, cursor }: PageRequest,
): Promise<PageOfTouches> {
  const position = cursor === null ? null : decodeSearchCursor(query, cursor);
  if (position === undefined) return { kind: 'bad-cursor' };
  const found = await findTouches(deps, query, position);
  if (found.kind !== 'found') return found;
  const touches: Touch[] = [];
  let next = found.next;
  for (const touch of found.touches) {
    const last = touches.at(-1);
    if (last && touches.length === limit) {
      next = positionOf(last);
      break;
    }
    touches.push(touch);
  }
  return { kind: 'page', touches, next: next && encodeSearchCursor(query, next), notes: found.notes };
}
