import type { EntityAction, Severity } from '../api/entity.ts';
import { hash64, hashToHex } from '../fingerprints/hash.ts';
import { ownerOf, parseInternalId } from '../records/stored-record.ts';
import { normalName } from '../search/normal-name.ts';
import type { StreamOfIntegration } from '../table/keys.ts';
import { statusLetters } from '../trail/count-block.ts';
import type { ChunkFacts } from '../trail/readable-trail.ts';
import { actionLetters, type EntityEntry } from '../trail/trail-block.ts';

export interface EntityFilters {
  readonly stream?: string | undefined;
  readonly page?: number | undefined;
  readonly status?: Severity | undefined;
  readonly action?: EntityAction | undefined;
  readonly externalId?: string | undefined;
  /** An external id, our own id of a record, or how a name begins. */
  readonly q?: string | undefined;
  /** ISO times: decided at or after, and before. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** Which entries of a step a filter wants; of the time, see `isWithin`. */
export function matcherOf(
  { page, status, action, externalId, q }: EntityFilters,
  step: StreamOfIntegration,
): (entry: EntityEntry) => boolean {
  const isAsked = q === undefined ? () => true : askedFor(q, step);
  return (entry) =>
    (page === undefined || entry.page === page) &&
    (status === undefined || entry.status === status) &&
    (action === undefined || entry.action === action) &&
    (externalId === undefined || entry.externalId === externalId) &&
    isAsked(entry);
}

/** As a search takes it. */
function askedFor(q: string, step: StreamOfIntegration): (entry: EntityEntry) => boolean {
  const internal = parseInternalId(q);
  const keyHash = internal?.owner === ownerOf(step) ? internal.keyHash : undefined;
  const begin = normalName(q);
  return ({ externalId, name }) =>
    externalId === q ||
    (name !== null && normalName(name).startsWith(begin)) ||
    (keyHash !== undefined && externalId !== null && hashToHex(hash64(externalId)) === keyHash);
}

/** Whether what was decided at a time is wanted. */
export const isWithin = (at: string, { from, to }: EntityFilters): boolean =>
  (from === undefined || from <= at) && (to === undefined || at < to);

/** Whether a chunk may hold an entry that a filter wants, as far as its summary tells. */
export function mayHoldEntity(summary: ChunkFacts, filters: EntityFilters): boolean {
  const byPage = filters.page === undefined || holdsPage(summary, filters.page);
  const byTime = summary.at === undefined || isWithin(summary.at, filters);
  return byPage && byTime && summary.outcomes.some(outcomesFor(filters) ?? (() => true));
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
