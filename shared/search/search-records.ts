import type { PageRequest } from '../api/list.ts';
import type { SearchHit } from '../api/search.ts';
import type { UnreadablePartError } from '../trail/unreadable-part-error.ts';
import type { SearchQuery } from './find-records.ts';
import { pageOfTouches, type SearchFilters, type TouchDependencies } from './page-of-touches.ts';
import { presentHits } from './present-hits.ts';
import type { ScopeRefusal, SearchScope } from './search-scope.ts';

export interface SearchPage<Item> {
  readonly kind: 'page';
  readonly items: Item[];
  readonly next: string | null;
  /** Whether everything was looked at: a name may stand for too many records, a part of the archive be damaged. */
  readonly complete: boolean;
  readonly unreadable: readonly UnreadablePartError[];
}

export type SearchResult<Item> = SearchPage<Item> | { readonly kind: 'bad-cursor' } | ScopeRefusal;

/** Every run that touched the records searched for, newest first, with what it did with each. */
export async function searchRecords(
  deps: TouchDependencies,
  scope: SearchScope,
  { from, to, action, status, ...query }: SearchQuery & SearchFilters,
  page: PageRequest,
): Promise<SearchResult<SearchHit>> {
  const filters = { from, to, action, status };
  const found = await pageOfTouches(deps, { kind: 'search', scope, query, filters }, page);
  if (found.kind !== 'page') return found;
  const { touches, next, notes } = found;
  const items = (await presentHits(deps.runs, scope.org, touches)).map(({ hit }) => hit);
  return { kind: 'page', items, next, complete: notes.complete, unreadable: notes.unreadable };
}
