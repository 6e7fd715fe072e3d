import { type AsyncBuffer, type FileMetaData, parquetMetadata, parquetReadObjects, rowIndex } from 'hyparquet';
import type { Objects } from '../objects/objects.ts';
import { UnreadablePartError } from '../trail/unreadable-part-error.ts';
import type { ArchivedFile } from './chunk-directory.ts';
import { zstdDecompressor } from './parquet-codec.ts';

type Row = Record<string, unknown>;

/** What lies at the end of a file: what one needs to know before reading any row. */
interface Tail {
  readonly bytes: Uint8Array;
  readonly metadata: FileMetaData;
}

/**
 * Reads rows of one Parquet file of the archive. The tail is one request, and so is each row group; every failure to
 * make sense of the bytes is an UnreadablePartError.
 */
export class ParquetFileReader {
  readonly #archive: Objects;
  readonly #key: string;
  readonly #file: ArchivedFile;
  #tail: Promise<Tail> | undefined;

  constructor(archive: Objects, key: string, file: ArchivedFile) {
    this.#archive = archive;
    this.#key = key;
    this.#file = file;
  }

  /** All rows of a row group, or of the whole file where none is named. */
  async rows(group?: number): Promise<Row[]> {
    return this.#sound(async () => {
      const { metadata } = await this.#readTail();
      const groups = group === undefined ? metadata.row_groups : metadata.row_groups.slice(group, group + 1);
      const [first, last] = [groups[0], groups.at(-1)];
      if (!first || !last) return [];
      const start = firstByteOf(first);
      const end = firstByteOf(last) + Number(last.total_compressed_size);
      const file = this.#buffer(await this.#range(start, end), start);
      const rowStart = rowsBefore(metadata, group ?? 0);
      return parquetReadObjects({
        file,
        metadata,
        compressors: zstdDecompressor,
        rowStart,
        rowEnd: rowStart + groups.reduce((sum, { num_rows }) => sum + Number(num_rows), 0),
      });
    });
  }

  /** Numbers of the row groups that hold one of some values in their sorted column: exactly those. */
  async groupsWith(column: string, values: readonly string[]): Promise<number[]> {
    return this.#sound(async () => {
      const { bytes, metadata } = await this.#readTail();
      const rows = await parquetReadObjects({
        file: this.#buffer(bytes, this.#file.tailAt),
        metadata,
        compressors: zstdDecompressor,
        columns: [column],
        filter: { [column]: { $in: [...values] } },
        useBloomFilters: true,
        usePageIndex: true,
        useOffsetIndex: true,
        includeRowIndex: true,
      });
      return [...new Set(rows.map((row) => groupOfRow(metadata, row[rowIndex] ?? 0)))];
    });
  }

  async #readTail(): Promise<Tail> {
    this.#tail ??= this.#range(this.#file.tailAt, this.#file.bytes).then((bytes) => ({
      bytes,
      metadata: parquetMetadata(arrayBufferOf(bytes)),
    }));
    try {
      return await this.#tail;
    } catch (error) {
      this.#tail = undefined;
      throw error;
    }
  }

  async #range(start: number, end: number): Promise<Uint8Array> {
    const bytes = await this.#archive.getRange(this.#key, start, end);
    if (bytes === undefined) throw new UnreadablePartError(this.#key, 'missing');
    if (bytes.byteLength !== end - start) throw new UnreadablePartError(this.#key, 'damaged');
    return bytes;
  }

  /** The file, of which some bytes are there already. */
  #buffer(known: Uint8Array, knownAt: number): AsyncBuffer {
    return {
      byteLength: this.#file.bytes,
      slice: async (start, end = this.#file.bytes) => {
        const isKnown = start >= knownAt && end <= knownAt + known.byteLength;
        return arrayBufferOf(isKnown ? known.subarray(start - knownAt, end - knownAt) : await this.#range(start, end));
      },
    };
  }

  async #sound<Result>(read: () => Promise<Result>): Promise<Result> {
    try {
      return await read();
    } catch (error) {
      if (error instanceof UnreadablePartError) throw error;
      // Whatever the parser or the decompressor stumbles over; what S3 itself fails with has a name of its own.
      if (error instanceof Error && '$metadata' in error) throw error;
      throw new UnreadablePartError(this.#key, 'damaged', { cause: error });
    }
  }
}

const firstByteOf = ({ columns }: FileMetaData['row_groups'][number]): number => {
  const first = columns[0]?.meta_data;
  return Number(first?.dictionary_page_offset ?? first?.data_page_offset ?? 0n);
};

const rowsBefore = ({ row_groups }: FileMetaData, group: number): number =>
  row_groups.slice(0, group).reduce((sum, { num_rows }) => sum + Number(num_rows), 0);

function groupOfRow({ row_groups }: FileMetaData, row: number): number {
  let before = 0;
  return row_groups.findIndex(({ num_rows }) => {
    before += Number(num_rows);
    return row < before;
  });
}

/** hyparquet takes ArrayBuffers; one that is shared with other bytes must be copied. */
const arrayBufferOf = (bytes: Uint8Array): ArrayBuffer =>
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
