import type { PageRequest } from '../api/list.ts';
import type { RecordTouch } from '../api/search.ts';
import type { StreamOfIntegration } from '../table/keys.ts';
import { atOnce } from './at-once.ts';
import { pageOfTouches, type TouchDependencies } from './page-of-touches.ts';
import { presentHits } from './present-hits.ts';
import type { SearchNotes } from './search-notes.ts';
import type { SearchResult } from './search-records.ts';
import type { Touch } from './touches.ts';

/** Every run that touched one record, newest first, with what it changed in it. */
export async function recordHistory(
  deps: TouchDependencies,
  scope: StreamOfIntegration,
  externalId: string,
  page: PageRequest,
): Promise<SearchResult<RecordTouch>> {
  const found = await pageOfTouches(deps, { kind: 'history', scope, query: { externalId }, filters: {} }, page);
  if (found.kind !== 'page') return found;
  const { touches, next, notes } = found;
  const items = await atOnce(await presentHits(deps.runs, scope.org, touches), async ({ touch, hit }) => {
    const changes = await changesOf(deps, touch, notes);
    return { ...hit, ...(changes && { changes: [...changes] }) };
  });
  return { kind: 'page', items, next, complete: notes.complete, unreadable: notes.unreadable };
}

/** Only the run's own trail has the fields: of a run that is merged, its part with the record is read. */
async function changesOf(
  { lookup, steps }: TouchDependencies,
  { index, runId, externalId, outcome, found }: Touch,
  notes: SearchNotes,
) {
  if (found || outcome.action !== 'UPDATE') return found?.entry.changes;
  const step = await steps.get({ ...index, runId });
  const entities = step && (await notes.orNote(lookup.find(step, [externalId])));
  return entities?.get(externalId)?.entry.changes;
}
