import type { StoredStep } from '../steps/step-store.ts';
import type { EntityEntry, TrailBlock } from './trail-block.ts';

/** The lists of a block. Whoever wants only some may find the others empty. */
export type BlockPart = 'entities' | 'pages' | 'calls';

/** Which entities of a block somebody is going to keep. None of them is left out; others may come with them. */
export interface WantedEntities {
  /** Those with one of these ids. */
  readonly externalIds?: readonly string[];
  /** Those with such an outcome (`outcomeOf`), as a list shows them: without what changed in them. */
  readonly outcomes?: (outcome: string) => boolean;
}

/** What can be told of a chunk without reading its block. */
export interface ChunkFacts {
  readonly chunk: number;
  /** When it was applied; older summaries do not say. */
  readonly at?: string;
  readonly entities: number;
  readonly calls: number;
  /** First and last page in it; null for chunks without pages. */
  readonly firstPage: number | null;
  readonly lastPage: number | null;
  /** Which actions went with which statuses, two letters each. */
  readonly outcomes: readonly string[];
}

/** What a run did with one record. */
export interface FoundEntity {
  readonly chunk: number;
  /** When its chunk was applied. */
  readonly at: string;
  readonly entry: EntityEntry;
}

/**
 * The trail of a step, wherever it lies: readers cannot tell the hot copy from the archive. Chunks are those that count:
 * of a step that is going, all before the first that is not tallied.
 */
export interface ReadableTrail {
  /** Newest first. */
  chunks(step: StoredStep): Promise<number[]>;
  /** Facts of some chunks, in the order asked for. */
  facts(step: StoredStep, chunks: readonly number[]): Promise<ChunkFacts[]>;
  /** Those of the chunks that may hold one of some records; a few of them do not. */
  thatMayHold(step: StoredStep, chunks: readonly number[], externalIds: readonly string[]): Promise<number[]>;
  /**
   * All entities of the block, unless only some are `wanted`. Throws UnreadablePartError where a part of the archive is
   * missing or damaged.
   */
  block(step: StoredStep, chunk: number, parts: readonly BlockPart[], wanted?: WantedEntities): Promise<TrailBlock>;
}
