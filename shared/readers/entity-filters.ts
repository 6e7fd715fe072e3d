import type { EntityAction, Severity } from '../api/entity.ts';
import { statusLetters } from '../trail/count-block.ts';
import type { ChunkFacts } from '../trail/readable-trail.ts';
import { actionLetters, type EntityEntry } from '../trail/trail-block.ts';

export interface EntityFilters {
  readonly stream?: string | undefined;
  readonly page?: number | undefined;
  readonly status?: Severity | undefined;
  readonly action?: EntityAction | undefined;
  readonly externalId?: string | undefined;
  /** An external id, or how a name begins. */
  readonly q?: string | undefined;
}

/** Which entries a filter wants. */
export function matcherOf({ page, status, action, externalId, q }: EntityFilters): (entry: EntityEntry) => boolean {
  const name = q?.toLocaleLowerCase();
  return (entry) =>
    (page === undefined || entry.page === page) &&
    (status === undefined || entry.status === status) &&
    (action === undefined || entry.action === action) &&
    (externalId === undefined || entry.externalId === externalId) &&
    (name === undefined || entry.externalId === q || entry.name?.toLocaleLowerCase().startsWith(name) === true);
}

/** Whether a chunk may hold an entry that a filter wants, as far as its summary tells. */
export function mayHoldEntity(summary: ChunkFacts, filters: EntityFilters): boolean {
  const byPage = filters.page === undefined || holdsPage(summary, filters.page);
  return byPage && summary.outcomes.some(outcomesFor(filters) ?? (() => true));
}

/** Which outcomes a filter wants; undefined where it wants every one. */
export function outcomesFor({ status, action }: EntityFilters): ((outcome: string) => boolean) | undefined {
  if (status === undefined && action === undefined) return undefined;
  return (outcome) =>
    (action === undefined || outcome.startsWith(actionLetters[action])) &&
    (status === undefined || outcome.endsWith(statusLetters[status]));
}

export const holdsPage = ({ firstPage, lastPage }: ChunkFacts, page: number): boolean =>
  firstPage !== null && lastPage !== null && firstPage <= page && page <= lastPage;
