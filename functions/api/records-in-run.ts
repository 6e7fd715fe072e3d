import type { WantedRecords } from '../../shared/readers/trail-reader.ts';
import { searchDependencies } from './bindings.ts';
import { listOf, queryOf } from './search-problems.ts';

/** A name may stand for so many records of one run; the search itself stops before that. */
const most = 1000;

/** The records of a run that `externalId` or `q` stand for; undefined where neither is given. */
export async function recordsInRun(
  org: string,
  runId: string,
  stream: string | undefined,
  asked: { readonly externalId?: string | undefined; readonly q?: string | undefined },
): Promise<WantedRecords | undefined> {
  const { externalId, q } = asked;
  if (externalId === undefined && q === undefined) return undefined;
  const query = queryOf(asked);
  if (externalId !== undefined) return () => [externalId];
  const { searchRecords } = await import('../../shared/search/search-records.ts');
  const scope = { org, runId, stream };
  const { items } = await listOf(
    await searchRecords(searchDependencies(), scope, query, { limit: most, cursor: null }),
  );
  const byStream = Map.groupBy(items, (hit) => hit.stream);
  return (one) => (byStream.get(one) ?? []).map((hit) => hit.externalId);
}
