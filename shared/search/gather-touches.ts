import { hash64 } from '../fingerprints/hash.ts';
import type { TrailLookup } from '../trail/trail-lookup.ts';
import { UnreadablePartError } from '../trail/unreadable-part-error.ts';
import { isWithin, type KeyRange } from './key-range.ts';
import { TouchTable } from './touch-table.ts';
import type { ReadyRun } from './waiting-runs.ts';

/** A part of a run's archive is missing or damaged. */
export class UnreadableRunError extends Error {
  override readonly name = 'UnreadableRunError';
  readonly runId: string;

  constructor(runId: string, cause: UnreadablePartError) {
    super(`Run ${runId} cannot be merged into the search index, because its archive cannot be read.`, { cause });
    this.runId = runId;
  }
}

/** What some runs did with the records whose keys are in a range. Throws UnreadableRunError. */
export async function gatherTouches(
  lookup: TrailLookup,
  ready: readonly ReadyRun[],
  range: KeyRange,
): Promise<TouchTable> {
  const touches = new TouchTable(ready.length);
  for (const [number, { run, step }] of ready.entries()) {
    try {
      for await (const { block } of lookup.blocks(step, { parts: ['entities'], newestFirst: true })) {
        for (const entry of block.entities) {
          const { externalId } = entry;
          if (externalId === null) continue;
          const key = hash64(externalId);
          if (isWithin(range, key)) touches.add(number, key, externalId, entry);
        }
      }
    } catch (error) {
      throw error instanceof UnreadablePartError ? new UnreadableRunError(run.runId, error) : error;
    }
  }
  return touches;
}
