import type { Call } from '../api/call.ts';
import type { Page } from '../api/page.ts';
import type { ChunkOfStep } from '../table/keys.ts';

/**
 * How far fingerprints are trusted. `unknown`: an earlier attempt of this run may have created what they do not know.
 * `all`: an earlier run may have written past them, so not even a match is proof.
 */
export type Verify = 'none' | 'unknown' | 'all';

/** What can be told of a chunk without unpacking it, so that even one that cannot be unpacked is accounted for. */
export interface ChunkEnvelope extends ChunkOfStep {
  readonly integrationId: string;
  /** Key of the fingerprints to compare with. */
  readonly fingerprints: string | null;
  readonly kind: 'records' | 'deletions';
  /** Records or deletions in it. */
  readonly records: number;
  /** When the hot copy of the run's trail ends, in epoch seconds. */
  readonly hotUntil: number;
  /** Which records to look up in the record store although the fingerprints would do. */
  readonly verify: Verify;
}

/** Some whole pages of the source and their records. */
export interface RecordsPayload {
  readonly kind: 'records';
  readonly pages: readonly Omit<Page, 'stream'>[];
  readonly calls: readonly Call[];
  /** External ids, names and pages by position; null for an id that cannot be used. */
  readonly ids: readonly (string | null)[];
  readonly names: readonly (string | null)[];
  readonly pageOf: readonly number[];
  /** Positions of records whose id came before in this step. */
  readonly duplicates: readonly number[];
  /** One JSON text a record, by position. */
  readonly lines: readonly string[];
}

/** Records that a full run did not see. */
export interface DeletionsPayload {
  readonly kind: 'deletions';
  /** Key hashes, in hexadecimal. */
  readonly keys: readonly string[];
}

export type ChunkPayload = RecordsPayload | DeletionsPayload;

export interface ChunkLimits {
  readonly records: number;
  /** JSON of the records, before compression. */
  readonly characters: number;
  /** A chunk waits this long for more, when the source is slow. */
  readonly flushAfterMs: number;
  /** Chunks that may be on the queue before a checkpoint speaks of them. */
  readonly perCheckpoint: number;
}

/** Whichever comes first closes a chunk. zstd makes JSON 4 to 10 times smaller, so 1 MB mostly fits into a message. */
export const chunkLimits: ChunkLimits = {
  records: 1_000,
  characters: 1024 * 1024,
  flushAfterMs: 2_000,
  perCheckpoint: 64,
};

/** Compressed bytes in a message; a larger chunk goes to the payloads bucket and the message points at it. */
export const bytesPerMessage = 256 * 1024;
