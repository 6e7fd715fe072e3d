import type { ArchivedChunk } from './chunk-directory.ts';
import type { EntityRow } from './entity-columns.ts';

/** The chunks of a row group in which entities of a page may be; entities without a page may be in any of them. */
export const chunksWithPage = (chunks: readonly ArchivedChunk[], page: number | null): readonly ArchivedChunk[] =>
  page === null
    ? chunks
    : chunks.filter(
        ({ firstPage, lastPage }) => firstPage !== null && lastPage !== null && firstPage <= page && page <= lastPage,
      );

/**
 * Puts the rows of a row group, which are sorted by external id, back into their chunks, in the order of the trail: by
 * page, then by id. Undefined where they do not fit what the directory says, so that the file is not what was written.
 */
export function rowsByChunk(
  chunks: readonly ArchivedChunk[],
  rows: readonly EntityRow[],
): Map<number, EntityRow[]> | undefined {
  const byPage = new Map<number | null, readonly ArchivedChunk[]>();
  const byChunk = new Map<number, EntityRow[]>(chunks.map(({ chunk }) => [chunk, []]));
  for (const row of rows) {
    const candidates = byPage.get(row.page) ?? chunksWithPage(chunks, row.page);
    byPage.set(row.page, candidates);
    const chunk = candidates[row.chunkOfPage]?.chunk;
    if (chunk === undefined) return undefined;
    byChunk.get(chunk)?.push(row);
  }
  if (chunks.some(({ chunk, entities }) => byChunk.get(chunk)?.length !== entities)) return undefined;
  // Rows come sorted by id and sorting is stable, so the page is all that is left to sort by.
  for (const entities of byChunk.values()) entities.sort(({ page: one }, { page: other }) => order(one) - order(other));
  return byChunk;
}

const order = (page: number | null): number => page ?? Number.POSITIVE_INFINITY;
