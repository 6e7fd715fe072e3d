import type { Objects } from '../objects/objects.ts';
import { LostIndexError } from './frames.ts';
import { type BlockDirectory, decodeHead, extentOf, type IndexHead } from './index-head.ts';
import type { IndexRecord } from './index-record.ts';
import { KeptInMemory } from './kept-in-memory.ts';
import { decodeNames, type NameEntry } from './name-block.ts';
import { decodeRecords } from './record-block.ts';
import type { IndexPartition } from './search-index-store.ts';

/** Of what was read, this much stays in a warm worker: the heads of a hundred streams with a million records each. */
const keptBytes = 64 * 1024 * 1024;
/** What is unpacked takes about this many times its compressed size. */
const growth = 12;
/** Blocks that lie side by side are fetched together up to this size, where all of them are wanted. */
const bytesPerRequest = 4 * 1024 * 1024;

/**
 * Reads partitions of indexes. They never change, so what was read is kept. Everything throws LostIndexError where an
 * object is missing, cut off or damaged.
 */
export class IndexReader {
  readonly #archive: Objects;
  readonly #kept = new KeptInMemory(keptBytes);

  constructor(archive: Objects) {
    this.#archive = archive;
  }

  head({ key, headBytes }: IndexPartition): Promise<IndexHead> {
    return this.#keep(key, 0, headBytes, decodeHead);
  }

  async records(partition: IndexPartition, block: number): Promise<IndexRecord[]> {
    const { records } = await this.head(partition);
    return this.#block(partition, records, block, decodeRecords);
  }

  async names(partition: IndexPartition, block: number): Promise<NameEntry[]> {
    const { names } = await this.head(partition);
    return this.#block(partition, names, block, decodeNames);
  }

  /** The records of some blocks, one after the other, in few requests; nothing of it is kept. */
  async *everyRecord(partition: IndexPartition, from: number, to: number): AsyncGenerator<IndexRecord> {
    const { records } = await this.head(partition);
    for (let first = from; first < to; ) {
      const { start } = extentOf(records, first);
      let next = first + 1;
      while (next < to && extentOf(records, next).end - start <= bytesPerRequest) next += 1;
      const bytes = await this.#read(partition, start, extentOf(records, next - 1).end);
      for (; first < next; first++) {
        const extent = extentOf(records, first);
        yield* decodeRecords(bytes.subarray(extent.start - start, extent.end - start));
      }
    }
  }

  #block<Value>(
    partition: IndexPartition,
    directory: BlockDirectory,
    block: number,
    decode: (bytes: Uint8Array) => Value,
  ): Promise<Value> {
    const { start, end } = extentOf(directory, block);
    return this.#keep(partition.key, partition.headBytes + start, partition.headBytes + end, decode);
  }

  #keep<Value>(key: string, start: number, end: number, decode: (bytes: Uint8Array) => Value): Promise<Value> {
    return this.#kept.get(`${start} ${key}`, async () => {
      const value = decode(await this.#bytes(key, start, end));
      return { value, bytes: (end - start) * growth };
    });
  }

  #read({ key, headBytes }: IndexPartition, start: number, end: number): Promise<Uint8Array> {
    return this.#bytes(key, headBytes + start, headBytes + end);
  }

  async #bytes(key: string, start: number, end: number): Promise<Uint8Array> {
    const bytes = await this.#archive.getRange(key, start, end);
    if (!bytes) throw new LostIndexError(`The search index ${key} is not there.`);
    if (bytes.byteLength < end - start) throw new LostIndexError(`The search index ${key} is cut off.`);
    return bytes;
  }
}
