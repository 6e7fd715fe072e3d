import type { StoredStep } from '../steps/step-store.ts';
import { unchangedOutcome } from './rare-outcomes.ts';
import type { BlockPart, FoundEntity, ReadableTrail, WantedEntities } from './readable-trail.ts';
import type { TrailBlock } from './trail-block.ts';
import { UnreadablePartError } from './unreadable-part-error.ts';

/** To hide what reading one takes: of a run of a million a record may be in ten, of which nine do not hold it. */
const blocksAtOnce = 16;

const nothing: TrailBlock = { at: '', pages: [], calls: [], entities: [] };
const everyPart: readonly BlockPart[] = ['entities', 'pages', 'calls'];

interface BlocksOptions {
  /** Default: all of them. */
  readonly parts?: readonly BlockPart[];
  /** Leaves out blocks in which every entity is NONE and OK. */
  readonly changedOnly?: boolean;
  readonly newestFirst?: boolean;
  /** Default: every entity. */
  readonly wanted?: WantedEntities;
  /** Is told of what cannot be read, which is then left out. Default: UnreadablePartError is thrown. */
  readonly unread?: Unread;
}

type Unread = (error: UnreadablePartError) => void;

/** Looking into the trail of one step, wherever it lies. */
export interface TrailLookup {
  /**
   * What a run did with some records of one stream, by external id; ids that it did not touch are absent. A record that
   * came twice is told as what was done with it, not as its skipped double. Where a record may be in a part of the archive
   * that cannot be read, `unread` is told of it and the others are given; without it, UnreadablePartError is thrown.
   */
  find(step: StoredStep, externalIds: readonly string[], unread?: Unread): Promise<Map<string, FoundEntity>>;
  /** All blocks, in the order in which their chunks were made. */
  blocks(step: StoredStep, options?: BlocksOptions): AsyncIterable<{ chunk: number; block: TrailBlock }>;
}

export function trailLookup(trailOf: (step: StoredStep) => ReadableTrail): TrailLookup {
  return {
    async find(step, externalIds, unread = rethrow) {
      const trail = trailOf(step);
      const wanted = new Set(externalIds);
      if (wanted.size === 0) return new Map();
      const found = new Map<string, FoundEntity>();
      const unreadable: UnreadablePartError[] = [];
      const read = (chunk: number) =>
        orNothing(trail.block(step, chunk, ['entities'], { externalIds }), (error) => unreadable.push(error));
      const holding = await trail.thatMayHold(step, await trail.chunks(step), externalIds);
      for await (const { chunk, block } of inTurn(holding, read)) {
        const { at, entities } = block;
        for (const entry of entities) {
          const { externalId } = entry;
          if (externalId === null || !wanted.has(externalId)) continue;
          const before = found.get(externalId);
          // Chunks come newest first, so the last skip that is met is the first that was made.
          if (!before || before.entry.action === 'SKIP') found.set(externalId, { chunk, at, entry });
        }
      }
      // Whatever is not found may be in what could not be read.
      if (found.size < wanted.size) for (const error of unreadable) unread(error);
      return found;
    },

    async *blocks(step, options = {}) {
      const { parts = everyPart, changedOnly = false, newestFirst = false, wanted = {}, unread = rethrow } = options;
      const trail = trailOf(step);
      const newest = await trail.chunks(step);
      const chunks = newestFirst ? newest : newest.toReversed();
      const kept = changedOnly ? await changedChunks(trail, step, chunks) : chunks;
      for (const chunk of kept) {
        yield { chunk, block: await orNothing(trail.block(step, chunk, parts, wanted), unread) };
      }
    },
  };
}

const rethrow = (error: UnreadablePartError): never => {
  throw error;
};

function orNothing(reading: Promise<TrailBlock>, unread: Unread): Promise<TrailBlock> {
  return reading.catch((error: unknown) => {
    if (!(error instanceof UnreadablePartError)) throw error;
    unread(error);
    return nothing;
  });
}

/** The blocks of some chunks in their order, a few read at once. */
async function* inTurn(chunks: readonly number[], read: (chunk: number) => Promise<TrailBlock>) {
  for (let from = 0; from < chunks.length; from += blocksAtOnce) {
    const some = chunks.slice(from, from + blocksAtOnce);
    yield* await Promise.all(some.map(async (chunk) => ({ chunk, block: await read(chunk) })));
  }
}

async function changedChunks(trail: ReadableTrail, step: StoredStep, chunks: readonly number[]): Promise<number[]> {
  const facts = await trail.facts(step, chunks);
  return facts.flatMap(({ chunk, outcomes }) =>
    outcomes.some((outcome) => outcome !== unchangedOutcome) ? [chunk] : [],
  );
}
