import type { Problem } from '../../shared/api/problem.ts';
import type { WantedRecords } from '../../shared/readers/trail-reader.ts';
import { searchDependencies } from './bindings.ts';
import { listOf, queryOf } from './search-problems.ts';

/** A name may stand for so many records of one run; the search itself stops before that. */
const most = 1000;

export interface RecordsInRun {
  readonly wanted: WantedRecords;
  /** False where there may be others. */
  readonly complete: boolean;
  /** What could not be read while they were looked for. */
  readonly problems: readonly Problem[];
}

/** The records of a run that `externalId` or `q` stand for; undefined where neither is given. */
export async function recordsInRun(
  org: string,
  runId: string,
  stream: string | undefined,
  asked: { readonly externalId?: string | undefined; readonly q?: string | undefined },
): Promise<RecordsInRun | undefined> {
  const { externalId, q } = asked;
  if (externalId === undefined && q === undefined) return undefined;
  const query = queryOf(asked);
  if (externalId !== undefined) return { wanted: () => [externalId], complete: true, problems: [] };
  const { searchRecords } = await import('../../shared/search/search-records.ts');
  const scope = { org, runId, stream };
  const { items, complete, problems } = await listOf(
    await searchRecords(await searchDependencies(), scope, query, { limit: most, cursor: null }),
  );
  const byStream = Map.groupBy(items, (hit) => hit.stream);
  const wanted: WantedRecords = (one) => (byStream.get(one) ?? []).map((hit) => hit.externalId);
  return { wanted, complete, problems: problems ?? [] };
}

/** A list that was narrowed to them, together with what could not be read of the list itself. */
export function listedWith<Item>(
  list: { readonly items: Item[]; readonly next: string | null },
  records: RecordsInRun | undefined,
  unread: readonly Problem[],
) {
  const found = new Map([...(records?.problems ?? []), ...unread].map((problem) => [problem.part, problem]));
  const problems = [...found.values()];
  return {
    ...list,
    ...(records && { complete: records.complete && problems.length === 0 }),
    ...(problems.length > 0 && { problems }),
  };
}
