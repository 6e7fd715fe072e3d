import { type Hash64, hashToHex } from '../fingerprints/hash.ts';
import { type BlockDirectory, encodeHead, type IndexedRun } from './index-head.ts';
import type { IndexRecord } from './index-record.ts';
import { encodeNames, type NameEntry } from './name-block.ts';
import { normalName } from './normal-name.ts';
import { decodeRecords, encodeRecords } from './record-block.ts';

/** To find one record, one block is read and unpacked: 10 KB compressed, and half a millisecond. */
const recordsPerBlock = 512;
const namesPerBlock = 1024;

/** A partition as it is put into the bucket: its head, blocks of records by key hash, blocks of names in their order. */
export interface WrittenPartition {
  readonly bytes: Uint8Array;
  /** Length of the head, which is all that a reader must know beforehand. */
  readonly headBytes: number;
  readonly records: number;
}

/** Takes the records of a partition in the order of their key hashes, and makes its bytes. */
export class PartitionWriter {
  readonly #records = new SectionWriter();
  #pending: IndexRecord[] = [];
  #firstKey = '';
  #lastKey = '';

  add(key: Hash64, record: IndexRecord): void {
    const hex = hashToHex(key);
    // Records whose ids have the same hash stay together: one block has all of them.
    if (this.#pending.length >= recordsPerBlock && hex !== this.#lastKey) this.#flush();
    if (this.#pending.length === 0) this.#firstKey = hex;
    this.#pending.push(record);
    this.#lastKey = hex;
  }

  finish(runs: readonly IndexedRun[]): WrittenPartition {
    this.#flush();
    const records = this.#records.directory(0);
    const names = namesOf(this.#records.blocks);
    const head = encodeHead({ runs, records, names: names.directory(this.#records.length) });
    return {
      bytes: Buffer.concat([head, ...this.#records.blocks, ...names.blocks]),
      headBytes: head.byteLength,
      records: records.entries.at(-1) ?? 0,
    };
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    this.#records.add(this.#firstKey, this.#pending.length, encodeRecords(this.#pending));
    this.#pending = [];
  }
}

/** Unpacks the blocks once more rather than keep the names of a million records beside them. */
function namesOf(blocks: readonly Uint8Array[]): SectionWriter {
  const entries: NameEntry[] = [];
  let ordinal = 0;
  for (const block of blocks) {
    for (const { stretches } of decodeRecords(block)) {
      const names = new Set(stretches.map(({ outcome }) => normalName(outcome?.name ?? '')));
      names.delete('');
      for (const name of names) entries.push({ name, ordinal });
      ordinal += 1;
    }
  }
  entries.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : one.ordinal - other.ordinal));
  const section = new SectionWriter();
  for (let from = 0; from < entries.length; from += namesPerBlock) {
    const some = entries.slice(from, from + namesPerBlock);
    section.add(some[0]?.name ?? '', some.length, encodeNames(some));
  }
  return section;
}

class SectionWriter {
  readonly blocks: Uint8Array[] = [];
  readonly #firsts: string[] = [];
  readonly #entries: number[] = [];
  length = 0;

  add(first: string, entries: number, block: Uint8Array): void {
    this.blocks.push(block);
    this.#firsts.push(first);
    this.#entries.push((this.#entries.at(-1) ?? 0) + entries);
    this.length += block.byteLength;
  }

  directory(start: number): BlockDirectory {
    let end = start;
    const ends = this.blocks.map((block) => {
      end += block.byteLength;
      return end;
    });
    return { firsts: this.#firsts, entries: this.#entries, ends, start };
  }
}
