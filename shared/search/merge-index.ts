import { encodeTime } from 'ulid';
import type { RunStore } from '../runs/run-store.ts';
import type { StepStore } from '../steps/step-store.ts';
import type { StreamOfIntegration } from '../table/keys.ts';
import { LostIndexError } from './frames.ts';
import { UnreadableRunError } from './gather-touches.ts';
import type { MergedIndex, SearchIndexStore, StreamIndex } from './search-index-store.ts';
import { type ReadyRun, waitingRuns } from './waiting-runs.ts';
import { type WriteDependencies, writeGeneration } from './write-generation.ts';

export interface MergeDependencies extends WriteDependencies {
  readonly indexes: SearchIndexStore;
  readonly runs: RunStore;
  readonly steps: StepStore;
}

export type MergeResult =
  /** `more`: there were more runs than are merged at once. */
  | { readonly kind: 'merged'; readonly runs: readonly string[]; readonly more: boolean }
  | { readonly kind: 'nothing' }
  /** Somebody else merged meanwhile; what was written is removed again. */
  | { readonly kind: 'lost' };

/** Each takes 4 bytes a record while it is merged, and there are seldom more than four. */
const runsPerMerge = 8;

/**
 * Merges the archived runs of a stream into its index. What is there is never changed: the next generation is written
 * beside it and takes its place with one conditional write, and then the one before is removed. So a merge that dies leaves
 * nothing but objects that expire, of two merges at once one is lost, and a search that had just begun begins anew.
 */
export async function mergeIndex(deps: MergeDependencies, stream: StreamOfIntegration): Promise<MergeResult> {
  const index = await deps.indexes.get(stream);
  if (!index) return { kind: 'nothing' };
  const { ready, idle } = await waitingRuns(deps, index);
  if (idle.length > 0) await deps.indexes.forget(index, idle);
  try {
    return await mergeReadable(deps, index, ready);
  } catch (error) {
    if (!(error instanceof LostIndexError) || index.merged === null) throw error;
    const started = await deps.indexes.startAnew(index, await archivedRuns(deps, index));
    // Somebody else has merged, and removed what was being read.
    if (started === 'lost') return { kind: 'lost' };
    console.error(`The search index of ${stream.stream} of ${stream.integrationId} is made anew.`, error);
    return mergeIndex(deps, stream);
  }
}

/** A run whose archive cannot be read is left out: it stays one of those that searches look into. */
async function mergeReadable(
  deps: MergeDependencies,
  index: StreamIndex,
  ready: readonly ReadyRun[],
): Promise<MergeResult> {
  const chosen = ready.slice(0, runsPerMerge);
  const runs = chosen.map(({ run }) => run.runId);
  if (chosen.length === 0) return { kind: 'nothing' };
  try {
    const merged = await writeGeneration(deps, index, chosen);
    const switched = await deps.indexes.switchOver(index, merged, runs);
    const replaced = [...index.previous, ...keysOf(index.merged)];
    const unused = switched === 'lost' ? keysOf(merged) : replaced;
    await Promise.all(unused.map((key) => deps.archive.remove(key)));
    return switched === 'lost' ? { kind: 'lost' } : { kind: 'merged', runs, more: ready.length > chosen.length };
  } catch (error) {
    if (!(error instanceof UnreadableRunError)) throw error;
    console.error(error.message, error.cause);
    const { runId } = error;
    return mergeReadable(
      deps,
      index,
      ready.filter(({ run }) => run.runId !== runId),
    );
  }
}

const keysOf = (merged: MergedIndex | null): string[] => (merged?.partitions ?? []).map(({ key }) => key);

/** Every kept run of the stream that was in its index, or could have been. */
async function archivedRuns({ runs }: MergeDependencies, { org, integrationId, stream }: StreamIndex) {
  const ids: string[] = [];
  let startKey: Record<string, unknown> | undefined;
  do {
    const page = await runs.list(org, integrationId, {
      fromId: encodeTime(0, 10),
      toId: 'Z',
      ...(startKey && { startKey }),
    });
    for (const { runId, archivedAt, dryRun, streams } of page.runs) {
      if (archivedAt !== null && !dryRun && streams.includes(stream)) ids.push(runId);
    }
    startKey = page.lastKey;
  } while (startKey);
  return ids;
}
