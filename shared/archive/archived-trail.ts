import type { Objects } from '../objects/objects.ts';
import type { StoredStep } from '../steps/step-store.ts';
import type { BlockPart, ReadableTrail, WantedEntities } from '../trail/readable-trail.ts';
import { RecentlyUsed } from '../trail/recently-used.ts';
import type { EntityEntry, TrailBlock } from '../trail/trail-block.ts';
import { UnreadablePartError } from '../trail/unreadable-part-error.ts';
import { directoryKey, fileKey } from './archive-keys.ts';
import { ArchivedEntities } from './archived-entities.ts';
import { callOfRow } from './call-columns.ts';
import { type ArchivedChunk, type ArchivedGroup, type ChunkDirectory, decodeDirectory } from './chunk-directory.ts';
import { pageOfRow } from './page-columns.ts';
import { ParquetFileReader } from './parquet-file-reader.ts';

/**
 * In a warm worker: a directory takes 100 KB for a million entities, a tail 280 KB, the pages or calls of a file 1 MB.
 */
const keptDirectories = 8;
const keptFiles = 32;
const keptLists = 16;

/** The trail of a step as the archive holds it. What it has read it keeps for a while: nothing in it ever changes. */
export function archivedTrail(archive: Objects): ReadableTrail {
  const directories = new RecentlyUsed<Promise<ChunkDirectory>>(keptDirectories);
  const readers = new RecentlyUsed<ParquetFileReader>(keptFiles);
  const lists = new RecentlyUsed<Promise<unknown>>(keptLists);
  const rows = new ArchivedEntities();

  async function directoryOf(step: StoredStep): Promise<ChunkDirectory> {
    const key = directoryKey(step);
    return directories.get(key, () => readDirectory(archive, key));
  }

  /** The file of one kind of entry; undefined where there is nothing of this kind. */
  function fileOf(step: StoredStep, { group, files }: ArchivedGroup, of: BlockPart) {
    const file = files.find((one) => one.of === of);
    if (!file) return undefined;
    const key = fileKey(step, group, of);
    return { key, reader: readers.get(key, () => new ParquetFileReader(archive, key, file)) };
  }

  async function entitiesOf(
    step: StoredStep,
    group: ArchivedGroup,
    chunk: ArchivedChunk,
    { externalIds, outcomes }: WantedEntities,
  ): Promise<EntityEntry[]> {
    const file = fileOf(step, group, 'entities');
    if (!file || chunk.entities === 0) return [];
    const found = externalIds
      ? rows.inChunkWith({ ...file, group }, chunk, externalIds)
      : rows.inChunk({ ...file, group }, chunk, outcomes);
    return (await found).map(({ chunkOfPage, ...entry }) => entry);
  }

  /** Pages and calls lie in the order of the trail: each chunk's are the next so many rows. */
  async function inOrder<Row>(
    step: StoredStep,
    group: ArchivedGroup,
    { chunk }: ArchivedChunk,
    of: 'pages' | 'calls',
    toEntry: (row: Record<string, unknown>) => Row,
  ): Promise<Row[]> {
    const file = fileOf(step, group, of);
    const count = (facts: ArchivedChunk | undefined) => facts?.[of] ?? 0;
    const at = group.chunks.findIndex((one) => one.chunk === chunk);
    if (!file || count(group.chunks[at]) === 0) return [];
    const total = group.chunks.reduce((sum, one) => sum + count(one), 0);
    const all = await lists.get(file.key, async () => {
      const found = (await file.reader.rows()).map(toEntry);
      if (found.length !== total) throw new UnreadablePartError(file.key, 'damaged');
      return found;
    });
    const from = group.chunks.slice(0, at).reduce((sum, one) => sum + count(one), 0);
    return (all as Row[]).slice(from, from + count(group.chunks[at]));
  }

  return {
    async chunks(step) {
      const { groups } = await directoryOf(step);
      return groups.flatMap(({ chunks }) => chunks.map(({ chunk }) => chunk)).reverse();
    },

    async facts(step, chunks) {
      const { groups } = await directoryOf(step);
      const facts = new Map(groups.flatMap((group) => group.chunks.map((one) => [one.chunk, one])));
      return chunks.flatMap((chunk) => facts.get(chunk) ?? []);
    },

    async thatMayHold(step, chunks, externalIds) {
      const { groups } = await directoryOf(step);
      const wanted = new Set(chunks);
      const holding = await Promise.all(
        groups
          .filter((group) => group.chunks.some(({ chunk }) => wanted.has(chunk)))
          .map(async (group) => {
            const file = fileOf(step, group, 'entities');
            try {
              return file ? await rows.chunksWith({ ...file, group }, externalIds) : [];
            } catch (error) {
              // Any of them may hold it; whoever reads them meets the error.
              if (error instanceof UnreadablePartError) return group.chunks.map(({ chunk }) => chunk);
              throw error;
            }
          }),
      );
      const found = new Set(holding.flat());
      return chunks.filter((chunk) => found.has(chunk));
    },

    async block(step, chunk, parts, wanted = {}) {
      const { groups } = await directoryOf(step);
      const group = groups.find((one) => one.chunks.some((facts) => facts.chunk === chunk));
      const facts = group?.chunks.find((one) => one.chunk === chunk);
      if (!group || !facts)
        throw new Error(`The archive of run ${step.runId} knows no chunk ${chunk} of ${step.stream}.`);
      const [entities, pages, calls] = await Promise.all([
        parts.includes('entities') ? entitiesOf(step, group, facts, wanted) : [],
        parts.includes('pages') ? inOrder(step, group, facts, 'pages', pageOfRow) : [],
        parts.includes('calls') ? inOrder(step, group, facts, 'calls', callOfRow) : [],
      ]);
      return { at: facts.at, entities, pages, calls } satisfies TrailBlock;
    },
  };
}

async function readDirectory(archive: Objects, key: string): Promise<ChunkDirectory> {
  const bytes = await archive.get(key);
  if (!bytes) throw new UnreadablePartError(key, 'missing');
  try {
    return decodeDirectory(bytes);
  } catch (error) {
    throw new UnreadablePartError(key, 'damaged', { cause: error });
  }
}
