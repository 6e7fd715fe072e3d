import type { StoredStep } from '../../shared/steps/step-store.ts';
import { type StepOfRun, stepKey } from '../../shared/table/keys.ts';
import { outcomesOf } from '../../shared/trail/count-block.ts';
import type { ReadableTrail } from '../../shared/trail/readable-trail.ts';
import type { TrailBlock } from '../../shared/trail/trail-block.ts';
import { UnreadablePartError } from '../../shared/trail/unreadable-part-error.ts';

/** Trails that a test wrote, which say how they were read. */
export function memoryTrail() {
  const steps = new Map<string, readonly TrailBlock[]>();
  const broken = new Set<string>();
  const state = { blocksRead: 0 };
  const keyOf = (step: StepOfRun) => JSON.stringify(stepKey(step));
  const blocksOf = (step: StoredStep) => steps.get(keyOf(step)) ?? [];
  const readable: ReadableTrail = {
    chunks: async (step) => [...blocksOf(step).keys()].reverse(),
    facts: async (step, chunks) =>
      chunks.map((chunk) => {
        const block = blocksOf(step)[chunk] ?? { entities: [], calls: [] };
        const { entities, calls } = block;
        const counted = { entities: entities.length, calls: calls.length, outcomes: outcomesOf({ entities }) };
        return { chunk, ...counted, firstPage: null, lastPage: null };
      }),
    // Any chunk may hold any record.
    thatMayHold: async (_step, chunks) => [...chunks],
    block: async (step, chunk) => {
      if (broken.has(step.runId)) throw new UnreadablePartError(`runs/${step.runId}`, 'damaged');
      state.blocksRead += 1;
      const block = blocksOf(step)[chunk];
      if (!block) throw new Error(`There is no chunk ${chunk}.`);
      return block;
    },
  };
  return {
    readable,
    state,
    put: (step: StepOfRun, blocks: readonly TrailBlock[]) => void steps.set(keyOf(step), blocks),
    /** From now on nothing of this run can be read. */
    damage: (runId: string) => void broken.add(runId),
  };
}
