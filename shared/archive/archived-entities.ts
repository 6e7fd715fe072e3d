import { inTrailOrder } from '../trail/entity-order.ts';
import { RecentlyUsed } from '../trail/recently-used.ts';
import { UnreadablePartError } from '../trail/unreadable-part-error.ts';
import type { ArchivedChunk, ArchivedGroup } from './chunk-directory.ts';
import { type EntityRow, entityOfRow } from './entity-columns.ts';
import type { ParquetFileReader, RowGroup } from './parquet-file-reader.ts';
import { chunkOfRow, rowsByChunk } from './row-order.ts';
import { joined } from './split-blocks.ts';

/** The file with the entities of a tally group. */
interface EntitiesFile {
  readonly key: string;
  readonly reader: ParquetFileReader;
  readonly group: ArchivedGroup;
}

/** A row group, and where in it the entities of each chunk are. */
interface ChunksInRows {
  readonly rows: RowGroup;
  readonly byChunk: ReadonlyMap<number, readonly number[]>;
}

/** In a warm worker: a row group takes 2 MB, the rare ones of a file no more, and mostly a tenth of that. */
const keptRowGroups = 10;
const keptRare = 8;
const keptFinds = 64;

/** The entities in the files of the archive, each with the chunk that it came in. Everything throws UnreadablePartError. */
export class ArchivedEntities {
  readonly #common = new RecentlyUsed<Promise<ChunksInRows>>(keptRowGroups);
  readonly #rare = new RecentlyUsed<Promise<ChunksInRows>>(keptRare);
  readonly #found = new RecentlyUsed<Promise<ReadonlyMap<number, readonly EntityRow[]>>>(keptFinds);

  /** Those of a chunk in the order of the trail; with `outcomes`, others than these may be missing. */
  async inChunk(
    file: EntitiesFile,
    { chunk, outcomes: ofChunk }: ArchivedChunk,
    outcomes: (outcome: string) => boolean = () => true,
  ): Promise<readonly EntityRow[]> {
    const number = rowGroupOf(file.group, chunk);
    const rare = file.group.rare?.[number] ?? [];
    const wanted = ofChunk.filter(outcomes);
    const [common, others] = await Promise.all([
      wanted.some((outcome) => !rare.includes(outcome)) ? this.#rowGroup(file, number) : undefined,
      wanted.some((outcome) => rare.includes(outcome)) ? this.#rareRows(file) : undefined,
    ]);
    return joined(entitiesIn(common, chunk), entitiesIn(others, chunk));
  }

  /** Those of a chunk with some ids, in the order of the trail. */
  async inChunkWith(file: EntitiesFile, { chunk }: ArchivedChunk, externalIds: readonly string[]) {
    return inTrailOrder((await this.#rowsWith(file, externalIds)).get(chunk) ?? []);
  }

  /** The chunks that hold one of some ids. */
  async chunksWith(file: EntitiesFile, externalIds: readonly string[]): Promise<number[]> {
    return [...(await this.#rowsWith(file, externalIds)).keys()];
  }

  #rowGroup(file: EntitiesFile, number: number): Promise<ChunksInRows> {
    return this.#common.get(`${file.key}#${number}`, () =>
      read(file, number, ({ entities, rare = 0 }) => entities - rare),
    );
  }

  #rareRows(file: EntitiesFile): Promise<ChunksInRows> {
    return this.#rare.get(file.key, () => read(file, rowGroupOfRare(file.group), ({ rare = 0 }) => rare));
  }

  #rowsWith({ key, reader, group }: EntitiesFile, externalIds: readonly string[]) {
    return this.#found.get(JSON.stringify([key, externalIds]), async () => {
      const byChunk = new Map<number, EntityRow[]>();
      for (const { group: number, row } of await reader.rowsWith('external_id', externalIds)) {
        const entity = entityOfRow(row);
        const { chunk } = sound(key, chunkOfRow(chunksOfRowGroup(group, number), entity));
        byChunk.set(chunk, [...(byChunk.get(chunk) ?? []), entity]);
      }
      return byChunk;
    });
  }
}

async function read(
  { key, reader, group }: EntitiesFile,
  number: number,
  expected: (chunk: ArchivedChunk) => number,
): Promise<ChunksInRows> {
  const rows = await reader.rowGroup(number);
  return { rows, byChunk: sound(key, rowsByChunk(chunksOfRowGroup(group, number), rows, expected)) };
}

const entitiesIn = (found: ChunksInRows | undefined, chunk: number): EntityRow[] =>
  (found?.byChunk.get(chunk) ?? []).map((position) => entityOfRow(found?.rows.rowAt(position) ?? {}));

/** What does not fit the directory is not what was written. */
function sound<Value>(key: string, value: Value | undefined): Value {
  if (value === undefined) throw new UnreadablePartError(key, 'damaged');
  return value;
}

/** The rare entities may be of any chunk of the file. */
function chunksOfRowGroup(group: ArchivedGroup, number: number): readonly ArchivedChunk[] {
  const { chunks, rowGroups } = group;
  if (number === rowGroupOfRare(group)) return chunks;
  const from = rowGroups.slice(0, number).reduce((sum, length) => sum + length, 0);
  return chunks.slice(from, from + (rowGroups[number] ?? 0));
}

/** Only the last row group may hold no entity; then it is not in the file, and nobody asks for it. */
function rowGroupOf(group: ArchivedGroup, chunk: number): number {
  const at = group.chunks.findIndex((one) => one.chunk === chunk);
  let before = 0;
  return group.rowGroups.findIndex((length) => {
    before += length;
    return at < before;
  });
}

/** Behind the row groups that hold any entity at all; -1 where nothing is rare. */
function rowGroupOfRare({ chunks, rowGroups, rare = [] }: ArchivedGroup): number {
  if (rare.every((outcomes) => outcomes.length === 0)) return -1;
  const ofLast = chunks.slice(chunks.length - (rowGroups.at(-1) ?? 0));
  return ofLast.some(({ entities }) => entities > 0) ? rowGroups.length : rowGroups.length - 1;
}
