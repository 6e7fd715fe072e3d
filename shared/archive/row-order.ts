import type { ArchivedChunk } from './chunk-directory.ts';
import type { EntityRow } from './entity-columns.ts';
import type { RowGroup } from './parquet-file-reader.ts';

/** The chunks of a row group in which entities of a page may be; entities without a page may be in any of them. */
export const chunksWithPage = (chunks: readonly ArchivedChunk[], page: number | null): readonly ArchivedChunk[] =>
  page === null
    ? chunks
    : chunks.filter(
        ({ firstPage, lastPage }) => firstPage !== null && lastPage !== null && firstPage <= page && page <= lastPage,
      );

/** The chunk of a row in a row group with these chunks; undefined where there cannot be such a row. */
export const chunkOfRow = (
  chunks: readonly ArchivedChunk[],
  { page, chunkOfPage }: Pick<EntityRow, 'page' | 'chunkOfPage'>,
): ArchivedChunk | undefined => chunksWithPage(chunks, page)[chunkOfPage];

/**
 * Positions in a row group, whose rows are sorted by external id, for each of its chunks in the order of the trail: by
 * page, then by id. Undefined where they are not as many as are expected of each chunk, so that the file is not what was
 * written.
 */
export function rowsByChunk(
  chunks: readonly ArchivedChunk[],
  rows: Pick<RowGroup, 'length' | 'column'>,
  expected: (chunk: ArchivedChunk) => number,
): Map<number, number[]> | undefined {
  const [pages, chunksOfPages] = [rows.column('page'), rows.column('chunk_of_page')];
  const pageAt = (position: number) => (pages?.[position] ?? null) as number | null;
  const byChunk = new Map<number, number[]>(chunks.map(({ chunk }) => [chunk, []]));
  const byPage = new Map<number | null, readonly number[][]>();
  const chunksOf = (page: number | null): readonly number[][] => {
    const found = chunksWithPage(chunks, page).map(({ chunk }) => byChunk.get(chunk) ?? []);
    byPage.set(page, found);
    return found;
  };
  for (let position = 0; position < rows.length; position++) {
    const page = pageAt(position);
    const ofPage = byPage.get(page) ?? chunksOf(page);
    const ofChunk = ofPage[Number(chunksOfPages?.[position])];
    if (!ofChunk) return undefined;
    ofChunk.push(position);
  }
  if (chunks.some((chunk) => byChunk.get(chunk.chunk)?.length !== expected(chunk))) return undefined;
  // Rows come sorted by id and sorting is stable, so the page is all that is left to sort by.
  for (const positions of byChunk.values()) positions.sort((one, other) => order(pageAt(one)) - order(pageAt(other)));
  return byChunk;
}

const lastOfAll = Number.MAX_SAFE_INTEGER;
const order = (page: number | null): number => page ?? lastOfAll;
