import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Cluster } from '../clusters/cluster.ts';
import type { BlockPart, ChunkFacts } from '../trail/readable-trail.ts';

/** A chunk in the archive; its entries are the next so many of its group's files. */
export interface ArchivedChunk extends ChunkFacts {
  /** When the chunk was applied. */
  readonly at: string;
  readonly pages: number;
  /** How many of its entities are in the row group of rare ones. */
  readonly rare?: number;
}

export interface ArchivedFile {
  readonly of: BlockPart;
  readonly bytes: number;
  /** Where its rows end and its indexes, Bloom filters and footer begin. */
  readonly tailAt: number;
}

/** The chunks of one tally group, oldest first, and the files that hold what is in them. */
export interface ArchivedGroup {
  readonly group: number;
  readonly chunks: readonly ArchivedChunk[];
  /** How many chunks each row group of the entities holds. */
  readonly rowGroups: readonly number[];
  /**
   * Of each of these row groups the outcomes that are rare in it: its entities with one of them are in the last row group
   * of the file, for all of the file together.
   */
  readonly rare?: readonly (readonly string[])[];
  /** A kind of which there is nothing has no file. */
  readonly files: readonly ArchivedFile[];
  /** What went wrong in it. */
  readonly clusters: readonly Cluster[];
}

/** Grows by a group at a time while a step is archived. */
export interface ChunkDirectory {
  /** Before 2, nothing was rare. */
  readonly version: 1 | 2;
  readonly groups: readonly ArchivedGroup[];
}

export const emptyDirectory: ChunkDirectory = { version: 2, groups: [] };

export const encodeDirectory = (directory: ChunkDirectory): Uint8Array =>
  zstdCompressSync(JSON.stringify(directory), { params: { [constants.ZSTD_c_checksumFlag]: 1 } });

/** Throws where the bytes are damaged, or of a later version. */
export function decodeDirectory(bytes: Uint8Array): ChunkDirectory {
  const directory = JSON.parse(zstdDecompressSync(bytes).toString('utf8')) as ChunkDirectory;
  if (![1, 2].includes(directory.version)) throw new Error(`The directory is of version ${directory.version}, not 2.`);
  return directory;
}
