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
  /** Decide and log everything, write nothing. */
  readonly dryRun?: boolean;
  /** Its records were pulled by this earlier run: what later runs wrote is newer, and stands. */
  readonly asOf?: string;
  /** Its deletions wait for somebody's yes: log them, and carry none of them out. */
  readonly staged?: boolean;
  /** Goes to the target of an outbound integration, on a queue of its own. */
  readonly outbound?: boolean;
  /** How often a worker has run out of time with it and sent it on. */
  readonly continued?: number;
  /** Which records to look up in the record store although the fingerprints would do. */
  readonly verify: Verify;
}

/** What stands in the place of a record that was asked for by its id and not found, or could not be asked for. */
export type Verdict =
  | { readonly kind: 'gone' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Some whole pages of the source and their records. */
export interface RecordsPayload {
  readonly kind: 'records';
  readonly pages: readonly Omit<Page, 'stream'>[];
  readonly calls: readonly Call[];
  /** External ids, names and pages by position; null for an id that cannot be used. */
  readonly ids: readonly (string | null)[];
  readonly names: readonly (string | null)[];
  readonly pageOf: readonly (number | null)[];
  /** Positions of records whose id came before in this step. */
  readonly duplicates: readonly number[];
  /** One JSON text a record, by position. */
  readonly lines: readonly string[];
  /** By position; the record's text is `null` there. Absent where there is none. */
  readonly verdicts?: Readonly<Record<number, Verdict>>;
}

/** Records that a full run did not see. */
export interface DeletionsPayload {
  readonly kind: 'deletions';
  /** Key hashes, in hexadecimal. */
  readonly keys: readonly string[];
  /** Those of them that the source gave again since somebody said yes to their deletion. Absent where there are none. */
  readonly seenAgain?: readonly string[];
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
