import { ulid } from 'ulid';
import type { Objects } from '../objects/objects.ts';
import { daysUntil } from '../trail/retention.ts';
import type { TrailLookup } from '../trail/trail-lookup.ts';
import { entitiesOf } from './entities-of-step.ts';
import { gatherTouches } from './gather-touches.ts';
import { IndexReader } from './index-reader.ts';
import { rangeOf } from './key-range.ts';
import { mergePartition } from './merge-partition.ts';
import { planMerge } from './merge-plan.ts';
import { type IndexPartition, liveIndex, type MergedIndex, type StreamIndex } from './search-index-store.ts';
import type { ReadyRun } from './waiting-runs.ts';

export interface WriteDependencies {
  readonly archive: Objects;
  readonly lookup: TrailLookup;
  /** How many records a partition may hold, about: while it is merged, each takes about 100 bytes of memory. */
  readonly recordsPerPartition: number;
  readonly now: () => number;
}

export const recordsPerPartition = 2 ** 20;

/**
 * Writes the objects of the next generation, one partition after the other: null where no record is left in it. Throws
 * LostIndexError where the present one cannot be read, UnreadableRunError where one of the runs cannot.
 */
export async function writeGeneration(
  deps: WriteDependencies,
  index: StreamIndex,
  chosen: readonly ReadyRun[],
): Promise<MergedIndex | null> {
  const reader = new IndexReader(deps.archive);
  const before = liveIndex(index, deps.now())?.partitions ?? [];
  const runsBefore = before[0] ? (await reader.head(before[0])).runs : [];
  // A run that was noted twice, because an answer was lost, may be merged already.
  const added = chosen.filter(({ run }) => runsBefore.every(({ runId }) => runId !== run.runId));
  const plan = planMerge(
    runsBefore,
    added.map(({ run: { runId, expiresAt } }) => ({ runId, expiresAt })),
    deps.now(),
  );
  const expiresAt = Math.max(0, ...plan.runs.map((run) => run.expiresAt));
  const prefix = `${index.org}/search/${index.integrationId}/${encodeURIComponent(index.stream)}/${ulid(deps.now())}`;
  const count = partitionsFor(deps.recordsPerPartition, before, added);
  const partitions: IndexPartition[] = [];
  for (let number = 0; number < count; number++) {
    const range = rangeOf(number, count);
    // Nothing holds what was gathered any longer when the names are sorted, which takes as much memory again.
    const writer = await mergePartition(
      { reader, before, plan, range },
      await gatherTouches(deps.lookup, added, range),
    );
    const { bytes, headBytes, records } = writer.finish(plan.runs);
    if (count === 1 && records === 0) return null;
    const key = `${prefix}/${number}`;
    await deps.archive.put(key, bytes, { days: daysUntil(expiresAt, deps.now()) });
    partitions.push({ key, headBytes, records });
  }
  return { partitions, expiresAt, mergedAt: deps.now() };
}

/** A power of two, from an estimate: runs mostly touch records that are known, or else create them. */
function partitionsFor(most: number, before: readonly IndexPartition[], added: readonly ReadyRun[]): number {
  const merged = before.reduce((sum, { records }) => sum + records, 0);
  const created = added.reduce((sum, { step }) => sum + (step.finalCounts ?? step.counts).created, 0);
  const records = Math.max(merged + created, ...added.map(({ step }) => entitiesOf(step)));
  return 2 ** Math.max(0, Math.ceil(Math.log2(records / most)));
}
