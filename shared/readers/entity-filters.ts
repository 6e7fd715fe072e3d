import type { EntityAction, Severity } from '../api/entity.ts';
import { countOfAction, countOfStatus } from '../trail/count-block.ts';
import type { EntityEntry } from '../trail/trail-block.ts';
import type { ChunkSummary } from '../trail/trail-store.ts';

export interface EntityFilters {
  readonly stream?: string | undefined;
  readonly page?: number | undefined;
  readonly status?: Severity | undefined;
  readonly action?: EntityAction | undefined;
  /** An external id, or how a name begins. */
  readonly q?: string | undefined;
}

/** Which entries a filter wants. */
export function matcherOf({ page, status, action, q }: EntityFilters): (entry: EntityEntry) => boolean {
  const name = q?.toLocaleLowerCase();
  return (entry) =>
    (page === undefined || entry.page === page) &&
    (status === undefined || entry.status === status) &&
    (action === undefined || entry.action === action) &&
    (name === undefined || entry.externalId === q || entry.name?.toLocaleLowerCase().startsWith(name) === true);
}

/** Whether a chunk may hold an entry that a filter wants, as far as its summary tells. */
export function mayHoldEntity(summary: ChunkSummary, { page, status, action }: EntityFilters): boolean {
  const { counts } = summary;
  const byPage = page === undefined || holdsPage(summary, page);
  const byStatus = status === undefined || isCounted(counts, status);
  // Failed entities are counted as such, whatever was tried on them.
  const byAction = action === undefined || counts[countOfAction[action]] + counts.failed > 0;
  return byPage && byStatus && byAction;
}

export const holdsPage = ({ firstPage, lastPage }: ChunkSummary, page: number): boolean =>
  firstPage !== null && lastPage !== null && firstPage <= page && page <= lastPage;

/** Those that went well are not counted, so any chunk may hold one. */
function isCounted(counts: ChunkSummary['counts'], status: Severity): boolean {
  const name = countOfStatus[status];
  return name === null || counts[name] > 0;
}
