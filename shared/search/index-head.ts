import { decodeFrame, encodeFrame, LostIndexError } from './frames.ts';

/** Readers refuse what they do not know; the next merge then makes the index anew. */
const version = 1;

/** A run in an index, with when it is gone; epoch seconds. */
export interface IndexedRun {
  readonly runId: string;
  readonly expiresAt: number;
}

/** Where the blocks of a section are, each by what its first entry sorts by. */
export interface BlockDirectory {
  readonly firsts: readonly string[];
  /** How many entries there are up to the end of each block, this one included. */
  readonly entries: readonly number[];
  /** Where each block ends, in bytes behind the head; the first begins where the section does. */
  readonly ends: readonly number[];
  /** Where the section begins, in bytes behind the head. */
  readonly start: number;
}

/** What is read first of a partition: which runs it knows, and where in it something is. */
export interface IndexHead {
  /** Oldest first; in every partition of an index the same ones. */
  readonly runs: readonly IndexedRun[];
  /** By key hash, in 16 hexadecimal digits. */
  readonly records: BlockDirectory;
  /** By name, as it is searched for. */
  readonly names: BlockDirectory;
}

export const encodeHead = (head: IndexHead): Uint8Array => encodeFrame({ version, ...head });

/** Throws LostIndexError where the bytes are damaged, or of another version of the format. */
export function decodeHead(bytes: Uint8Array): IndexHead {
  const { version: found, ...head } = decodeFrame<IndexHead & { version: number }>(bytes);
  if (found !== version) throw new LostIndexError(`A search index has the format ${found}; ${version} is known.`);
  return head;
}

/** The first position at which sorted texts are not below a key. */
export const lowerBound = (texts: readonly string[], key: string): number =>
  firstWhere(texts.length, (at) => (texts[at] ?? '') >= key);

/** The first block that may hold a key where several entries may have it: they may begin at the end of a block. */
export const firstBlockFor = ({ firsts }: BlockDirectory, key: string): number =>
  Math.max(0, lowerBound(firsts, key) - 1);

/** The block that holds a key where no two blocks do; -1 where the key is before all of them. */
export const blockOfKey = ({ firsts }: BlockDirectory, key: string): number =>
  firstWhere(firsts.length, (at) => (firsts[at] ?? '') > key) - 1;

/** The block that holds the entry with an ordinal, and the ordinal of its own first entry. */
export function blockOfOrdinal({ entries }: BlockDirectory, ordinal: number): { block: number; from: number } {
  const block = firstWhere(entries.length, (at) => (entries[at] ?? 0) > ordinal);
  return { block, from: entries[block - 1] ?? 0 };
}

/** Binary search for the first position at which something holds that holds at all behind it. */
function firstWhere(length: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Where a block lies, in bytes behind the head. */
export const extentOf = ({ ends, start }: BlockDirectory, block: number): { start: number; end: number } => ({
  start: ends[block - 1] ?? start,
  end: ends[block] ?? start,
});
