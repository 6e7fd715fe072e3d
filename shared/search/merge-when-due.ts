import type { StreamOfIntegration } from '../table/keys.ts';
import type { RunInput } from '../workflow/workflow.ts';
import { changesOf } from './entities-of-step.ts';
import { type MergeDependencies, mergeIndex } from './merge-index.ts';
import { liveIndex, type StreamIndex } from './search-index-store.ts';
import { type ReadyRun, waitingRuns } from './waiting-runs.ts';

/**
 * A merge writes all of the index anew: 100,000 records take seconds, a million half a minute. So often it may be done for
 * every run; then the runs of a stream that is synced by the hour, or less often, are merged as soon as they are archived.
 */
const pauseMs = 3_600_000;
/** Of one that is synced more often, a search looks into three archived runs at most, beside those that are going. */
const mostRuns = 4;
/** More changes than these are too many to look through for a name; see `entitiesPerSearch`. */
const mostChanges = 10_000;

/** Whether the archived runs of a stream are worth a merge, which writes all of its index anew. */
export function shouldMerge(index: StreamIndex, ready: readonly ReadyRun[], now: number): boolean {
  if (ready.length === 0) return false;
  const merged = liveIndex(index, now);
  if (merged === null || ready.length >= mostRuns) return true;
  if (now - (merged.mergedAt ?? 0) >= pauseMs) return true;
  return ready.reduce((sum, { step }) => sum + changesOf(step), 0) > mostChanges;
}

/** After a run was archived: merges the indexes of its streams where that is due. May be done any number of times. */
export async function mergeIndexesOfRun(deps: MergeDependencies, { org, runId }: RunInput): Promise<void> {
  const run = await deps.runs.get(org, runId);
  let merged = false;
  for (const stream of run?.streams ?? []) {
    merged = (await mergeWhenDue(deps, { org, integrationId: run?.integrationId ?? '', stream })) || merged;
  }
  if (merged) await removeUnused(deps, org);
}

async function mergeWhenDue(deps: MergeDependencies, stream: StreamOfIntegration): Promise<boolean> {
  const index = await deps.indexes.get(stream);
  if (!index) return false;
  const { ready, idle } = await waitingRuns(deps, index);
  if (idle.length > 0) await deps.indexes.forget(index, idle);
  if (!shouldMerge(index, ready, deps.now())) return false;
  let result = await mergeIndex(deps, stream);
  while (result.kind === 'merged' && result.more) result = await mergeIndex(deps, stream);
  return true;
}

/** Nothing else would remove what is left of integrations that were deleted: the registry knows no expiry. */
async function removeUnused(deps: MergeDependencies, org: string): Promise<void> {
  for (const index of await deps.indexes.list(org)) {
    if (liveIndex(index, deps.now())) continue;
    const { idle } = await waitingRuns(deps, index);
    if (idle.length > 0) await deps.indexes.forget(index, idle);
    if (idle.length === index.unmerged.length) await deps.indexes.remove(index);
  }
}
