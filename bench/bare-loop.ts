import { hash } from 'node:crypto';
import { pageCount, recordCount } from './source/records.ts';

/**
 * What nobody can do without: fetch every page, parse it, hash every record; one after the other on one thread.
 * Answers with records a second.
 */
export async function bareLoop(sourceUrl: string): Promise<number> {
  const begin = performance.now();
  const seen = new Set<string>();
  for (let page = 1; page <= pageCount(recordCount); page++) {
    const response = await fetch(`${sourceUrl}/contacts?page=${page}`);
    const { data } = (await response.json()) as { data: object[] };
    for (const record of data) seen.add(hash('sha256', JSON.stringify(record)));
  }
  if (seen.size !== recordCount) throw new Error(`The bare loop has read ${seen.size} records of ${recordCount}.`);
  return recordCount / ((performance.now() - begin) / 1000);
}
