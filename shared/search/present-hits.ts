import type { SearchHit } from '../api/search.ts';
import { presentEntity } from '../readers/present-entity.ts';
import type { RunStore, StoredRun } from '../runs/run-store.ts';
import type { Touch } from './touches.ts';

/** Touches as the API gives them, each with its run; those whose run is gone by now are left out. */
export async function presentHits(
  runs: RunStore,
  org: string,
  touches: readonly Touch[],
): Promise<{ touch: Touch; hit: SearchHit }[]> {
  const found = await runs.getMany(
    org,
    touches.map(({ runId }) => runId),
  );
  const byId = new Map(found.map((run) => [run.runId, run]));
  return touches.flatMap((touch) => {
    const run = byId.get(touch.runId);
    return run ? [{ touch, hit: presentHit(touch, run) }] : [];
  });
}

function presentHit({ index, externalId, outcome }: Touch, run: StoredRun): SearchHit {
  const entity = presentEntity({ ...outcome, externalId, page: null }, index, run.startedAt);
  const { internalId, name, stream, action, status, code, message } = entity;
  return {
    runId: run.runId,
    startedAt: run.startedAt,
    progress: run.progress,
    outcome: run.result?.outcome ?? null,
    integrationId: run.integrationId,
    integrationName: run.integrationName,
    connector: run.connector,
    stream,
    externalId,
    internalId,
    name,
    action,
    status,
    code,
    message,
  };
}
