import { hash64 } from '../fingerprints/hash.ts';
import type { StoredStep } from '../steps/step-store.ts';
import { groupOfChunk, stepKey, tallyKey } from '../table/keys.ts';
import type { TallyStore } from '../tally/tally-store.ts';
import { mayHold } from './id-filter.ts';
import { decodeRare, type RareEntities } from './rare-entities.ts';
import { readableChunks } from './readable-chunks.ts';
import type { ReadableTrail, WantedEntities } from './readable-trail.ts';
import { RecentlyUsed } from './recently-used.ts';
import type { TrailBlock } from './trail-block.ts';
import type { ChunkSummary, TrailStore } from './trail-store.ts';

/** In a warm worker: the summaries of a full group take 400 KB, what is rare as much again, the chunks of a step of a million 10 KB. */
const keptGroups = 32;
const keptSteps = 16;

/** The trail of a step as running work writes it, in DynamoDB. What can no longer change it keeps for a while. */
export function hotTrail(tallies: TallyStore, trail: TrailStore): ReadableTrail {
  const chunksOfSteps = new RecentlyUsed<Promise<number[]>>(keptSteps);
  const groups = new RecentlyUsed<Promise<ReadonlyMap<number, ChunkSummary>>>(keptGroups);

  const unpacked = new WeakMap<Uint8Array, RareEntities>();

  /** Once for each summary that is kept: a search by name looks at those of every chunk. */
  function rareOf(bytes: Uint8Array): RareEntities {
    const rare = unpacked.get(bytes) ?? decodeRare(bytes);
    unpacked.set(bytes, rare);
    return rare;
  }

  async function readGroup(step: StoredStep, group: number): Promise<ReadonlyMap<number, ChunkSummary>> {
    return new Map((await trail.summaries(step, group)).map((summary) => [summary.chunk, summary]));
  }

  async function summaries(step: StoredStep, chunks: readonly number[]): Promise<ChunkSummary[]> {
    const numbers = [...new Set(chunks.map(groupOfChunk))];
    const read = await Promise.all(
      numbers.map((group) =>
        isSettled(step) ? groups.get(tallyKey(step, group).pk, () => readGroup(step, group)) : readGroup(step, group),
      ),
    );
    const byGroup = new Map(numbers.map((group, position) => [group, read[position]]));
    return chunks.flatMap((chunk) => byGroup.get(groupOfChunk(chunk))?.get(chunk) ?? []);
  }

  /** The entities that are wanted, where the chunk's summary tells them all. */
  async function rareEntities(step: StoredStep, chunk: number, { outcomes }: WantedEntities) {
    if (!outcomes) return undefined;
    const [summary] = await summaries(step, [chunk]);
    const wanted = summary?.outcomes.filter(outcomes) ?? [];
    if (summary && wanted.length === 0) return { at: '', entities: [] };
    const rare = summary?.rare && rareOf(summary.rare);
    return rare && wanted.every((outcome) => rare.outcomes.includes(outcome)) ? rare : undefined;
  }

  return {
    async chunks(step) {
      const read = () => readableChunks(tallies, step);
      return isSettled(step) ? [...(await chunksOfSteps.get(JSON.stringify(stepKey(step)), read))] : read();
    },

    facts: summaries,

    async thatMayHold(step, chunks, externalIds) {
      const ids = externalIds.map((externalId) => hash64(externalId));
      const holding = (await summaries(step, chunks)).filter(({ idFilter }) => ids.some((id) => mayHold(idFilter, id)));
      return holding.map(({ chunk }) => chunk);
    },

    async block(step, chunk, parts, wanted = {}) {
      const entitiesOnly = parts.every((part) => part === 'entities');
      const rare = entitiesOnly ? await rareEntities(step, chunk, wanted) : undefined;
      if (rare) return { at: rare.at, pages: [], calls: [], entities: rare.entities } satisfies TrailBlock;
      const block = await trail.block(
        { ...step, chunk },
        { entities: parts.includes('entities'), externalIds: entitiesOnly ? wanted.externalIds : undefined },
      );
      if (!block) throw new Error(`The trail of run ${step.runId} lacks chunk ${chunk} of ${step.stream}.`);
      return block;
    },
  };
}

/** Every chunk of a settled step is tallied: nobody adds one any more, or writes other than what is there. */
const isSettled = ({ endedAt, complete }: StoredStep): boolean => endedAt !== null && complete;
