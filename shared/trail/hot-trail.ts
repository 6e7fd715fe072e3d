import { hash64 } from '../fingerprints/hash.ts';
import type { StoredStep } from '../steps/step-store.ts';
import { groupOfChunk } from '../table/keys.ts';
import type { TallyStore } from '../tally/tally-store.ts';
import { mayHold } from './id-filter.ts';
import { readableChunks } from './readable-chunks.ts';
import type { ReadableTrail } from './readable-trail.ts';
import type { ChunkSummary, TrailStore } from './trail-store.ts';

/** The trail of a step as running work writes it, in DynamoDB. */
export function hotTrail(tallies: TallyStore, trail: TrailStore): ReadableTrail {
  async function summaries(step: StoredStep, chunks: readonly number[]): Promise<ChunkSummary[]> {
    const groups = [...new Set(chunks.map(groupOfChunk))];
    const read = (await Promise.all(groups.map((group) => trail.summaries(step, group)))).flat();
    const byChunk = new Map(read.map((summary) => [summary.chunk, summary]));
    return chunks.flatMap((chunk) => byChunk.get(chunk) ?? []);
  }

  return {
    chunks: (step) => readableChunks(tallies, step),

    facts: summaries,

    async thatMayHold(step, chunks, externalIds) {
      const ids = externalIds.map((externalId) => hash64(externalId));
      const holding = (await summaries(step, chunks)).filter(({ idFilter }) => ids.some((id) => mayHold(idFilter, id)));
      return holding.map(({ chunk }) => chunk);
    },

    async block(step, chunk) {
      const block = await trail.block({ ...step, chunk });
      if (!block) throw new Error(`The trail of run ${step.runId} lacks chunk ${chunk} of ${step.stream}.`);
      return block;
    },
  };
}
