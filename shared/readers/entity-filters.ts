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
export function mayHoldEntity(summary: ChunkFacts, { page, status, action }: EntityFilters): boolean {
  const byPage = page === undefined || holdsPage(summary, page);
  const fits = (outcome: string) =>
    (action === undefined || outcome.startsWith(actionLetters[action])) &&
    (status === undefined || outcome.endsWith(statusLetters[status]));
  return byPage && summary.outcomes.some(fits);
}

export const holdsPage = ({ firstPage, lastPage }: ChunkFacts, page: number): boolean =>
  firstPage !== null && lastPage !== null && firstPage <= page && page <= lastPage;
