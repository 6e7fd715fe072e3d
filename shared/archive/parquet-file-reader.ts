import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadata,
  parquetRead,
  parquetReadObjects,
  rowIndex,
} from 'hyparquet';
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

/** A row group as it lies in the file: making objects of all its rows would take longer than unpacking them. */
export interface RowGroup {
  readonly length: number;
  /** The values of a column, one for each row; undefined where it holds nothing but null. */
  column(name: string): readonly unknown[] | undefined;
  rowAt(position: number): Row;
}

/** Bytes of a file that were read, and where they begin in it. */
interface KnownBytes {
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** More rows than these of one row group are found faster in all of it. */
const fewRows = 8;

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

  /** All rows of the file. */
  async rows(): Promise<Row[]> {
    return this.#sound(async () => {
      const { metadata } = await this.#readTail();
      const file = this.#buffer(...(await this.#readGroups(metadata.row_groups)));
      return parquetReadObjects({ file, metadata, compressors: zstdDecompressor });
    });
  }

  async rowGroup(group: number): Promise<RowGroup> {
    return this.#sound(async () => {
      const { metadata } = await this.#readTail();
      const only = metadata.row_groups.slice(group, group + 1);
      const length = Number(only[0]?.num_rows ?? 0);
      const file = this.#buffer(...(await this.#readGroups(only)));
      const columns = new Map<string, unknown[] | undefined>();
      for (const name of columnsOf(only, 'empty')) columns.set(name, undefined);
      for (const name of columnsOf(only, 'filled')) columns.set(name, []);
      await parquetRead({
        file,
        metadata,
        compressors: zstdDecompressor,
        columns: columnsOf(only, 'filled'),
        rowStart: rowsBefore(metadata, group),
        rowEnd: rowsBefore(metadata, group) + length,
        onChunk: ({ columnName, columnData }) => {
          const values = columns.get(columnName);
          for (const value of columnData) values?.push(value);
        },
      });
      for (const values of columns.values()) {
        if (values && values.length !== length) throw new Error(`A column has ${values.length} values of ${length}.`);
      }
      return {
        length,
        column: (name) => columns.get(name),
        rowAt: (position) => {
          const row: Row = {};
          for (const [name, values] of columns) row[name] = values ? values[position] : null;
          return row;
        },
      };
    });
  }

  /** The rows that have one of some values in their sorted column, each with the number of its row group. */
  async rowsWith(column: string, values: readonly string[]): Promise<{ group: number; row: Row }[]> {
    return this.#sound(async () => {
      const { metadata } = await this.#readTail();
      const byGroup = Map.groupBy(await this.#positionsOf(column, values), (position) =>
        groupOfRow(metadata, position),
      );
      const found = await Promise.all(
        [...byGroup].map(async ([group, positions]) =>
          (await this.#rowsAt(group, positions)).map((row) => ({ group, row })),
        ),
      );
      return found.flat();
    });
  }

  /** A few rows of a row group: only the pages that they are in are unpacked. */
  async #rowsAt(group: number, positions: readonly number[]): Promise<Row[]> {
    const { bytes, metadata } = await this.#readTail();
    if (positions.length > fewRows) {
      const [rows, from] = [await this.rowGroup(group), rowsBefore(metadata, group)];
      return positions.map((position) => rows.rowAt(position - from));
    }
    const only = metadata.row_groups.slice(group, group + 1);
    const file = this.#buffer(...(await this.#readGroups(only)), { bytes, at: this.#file.tailAt });
    const nothing = Object.fromEntries(columnsOf(only, 'empty').map((name) => [name, null]));
    const rows = await Promise.all(
      positions.map((position) =>
        parquetReadObjects({
          file,
          metadata,
          compressors: zstdDecompressor,
          columns: columnsOf(only, 'filled'),
          rowStart: position,
          rowEnd: position + 1,
          useOffsetIndex: true,
        }),
      ),
    );
    return rows.flat().map((row): Row => ({ ...nothing, ...row }));
  }

  /** Which rows of the file have one of some values in their sorted column. */
  async #positionsOf(column: string, values: readonly string[]): Promise<number[]> {
    const { bytes, metadata } = await this.#readTail();
    const rows = await parquetReadObjects({
      file: this.#buffer({ bytes, at: this.#file.tailAt }),
      metadata,
      compressors: zstdDecompressor,
      columns: [column],
      filter: { [column]: { $in: [...values] } },
      useBloomFilters: true,
      usePageIndex: true,
      useOffsetIndex: true,
      includeRowIndex: true,
    });
    return rows.map((row) => row[rowIndex] ?? 0);
  }

  /** What row groups that lie side by side take, in one request. */
  async #readGroups(groups: FileMetaData['row_groups']): Promise<KnownBytes[]> {
    const [first, last] = [groups[0], groups.at(-1)];
    if (!first || !last) return [];
    const at = firstByteOf(first);
    return [{ bytes: await this.#range(at, firstByteOf(last) + Number(last.total_compressed_size)), at }];
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
  #buffer(...known: KnownBytes[]): AsyncBuffer {
    return {
      byteLength: this.#file.bytes,
      slice: async (start, end = this.#file.bytes) => {
        const part = known.find(({ bytes, at }) => start >= at && end <= at + bytes.byteLength);
        return arrayBufferOf(
          part ? part.bytes.subarray(start - part.at, end - part.at) : await this.#range(start, end),
        );
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

/** Columns of a row group that hold something, or nothing but null. */
function columnsOf(groups: FileMetaData['row_groups'], which: 'filled' | 'empty'): string[] {
  return groups.flatMap(({ columns, num_rows }) =>
    columns.flatMap(({ meta_data }) => {
      const isEmpty = meta_data?.statistics?.null_count === num_rows;
      return isEmpty === (which === 'empty') ? (meta_data?.path_in_schema[0] ?? []) : [];
    }),
  );
}

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
