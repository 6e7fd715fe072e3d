import type { StreamOfIntegration } from '../table/keys.ts';
import type { RunInput } from '../workflow/workflow.ts';
import { changesOf } from './entities-of-step.ts';
import { type MergeDependencies, mergeIndex } from './merge-index.ts';
import { liveIndex, type StreamIndex } from './search-index-store.ts';
import { type ReadyRun, waitingRuns } from './waiting-runs.ts';

/** A search then looks into three archived runs at most, beside those that are going. */
const mostRuns = 4;
/** More changes than these are too many to look through for a name; see `blocksPerSearch`. */
const mostChanges = 10_000;
const mostMs = 86_400_000;

/** Whether the archived runs of a stream are worth a merge, which writes all of its index anew. */
export function shouldMerge(index: StreamIndex, ready: readonly ReadyRun[], now: number): boolean {
  if (ready.length === 0) return false;
  if (liveIndex(index, now) === null || ready.length >= mostRuns) return true;
  if (ready.reduce((sum, { step }) => sum + changesOf(step), 0) > mostChanges) return true;
  return ready.some(({ run }) => now - Date.parse(run.result?.endedAt ?? run.startedAt) > mostMs);
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
