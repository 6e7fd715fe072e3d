import type { Call } from '../api/call.ts';
import { ClusterBuilder } from '../clusters/cluster-builder.ts';
import { outcomesOf } from '../trail/count-block.ts';
import type { BlockPart } from '../trail/readable-trail.ts';
import type { EntityEntry, TrailBlock } from '../trail/trail-block.ts';
import { callColumns } from './call-columns.ts';
import type { ArchivedChunk, ArchivedGroup } from './chunk-directory.ts';
import { type EntityRow, entityColumns } from './entity-columns.ts';
import { pageColumns } from './page-columns.ts';
import { ParquetFileWriter, type WrittenFile } from './parquet-file-writer.ts';
import { chunksWithPage } from './row-order.ts';
import { splitBlocks } from './split-blocks.ts';

/**
 * Rows of a row group of entities: a list unpacks one for each page it shows (10 ms), and ids take less space the more of
 * them are sorted together.
 */
const rowsPerRowGroup = 16_000;

/** The files of one group of ≤256 chunks, and what the directory says of it. */
export interface WrittenGroup {
  readonly group: ArchivedGroup;
  readonly files: readonly (WrittenFile & { readonly of: BlockPart })[];
}

/**
 * Writes the archive of a tally group from its blocks, oldest first. Only one row group is held as objects, and what is
 * rare in the others: the files themselves take about 9 bytes a record, 2.3 MB for a group that is full.
 */
export class GroupWriter {
  readonly #group: number;
  readonly #chunks: ArchivedChunk[] = [];
  readonly #rowGroups: number[] = [];
  readonly #rareOutcomes: (readonly string[])[] = [];
  readonly #rare: { readonly chunk: number; readonly entities: readonly EntityEntry[] }[] = [];
  readonly #clusters: ClusterBuilder;
  readonly #entities = new ParquetFileWriter(entityColumns, { sortedBy: 'external_id' });
  readonly #pages: TrailBlock['pages'][number][] = [];
  readonly #calls: Call[] = [];
  #waiting: { readonly facts: ArchivedChunk; readonly block: TrailBlock }[] = [];
  #waitingRows = 0;

  constructor(group: number, stream: string) {
    this.#group = group;
    this.#clusters = new ClusterBuilder(stream);
  }

  add(chunk: number, block: TrailBlock): void {
    const facts = factsOf(chunk, block);
    this.#pages.push(...block.pages);
    this.#calls.push(...block.calls);
    for (const entity of block.entities) this.#clusters.add(entity);
    this.#waiting.push({ facts, block });
    this.#waitingRows += block.entities.length;
    if (this.#waitingRows >= rowsPerRowGroup) this.#writeRowGroup();
  }

  finish(): WrittenGroup {
    if (this.#waiting.length > 0) this.#writeRowGroup();
    this.#writeRows(this.#chunks, this.#rare);
    const entities = this.#chunks.reduce((sum, chunk) => sum + chunk.entities, 0);
    const files = [
      ...(entities > 0 ? [{ of: 'entities' as const, ...this.#entities.finish() }] : []),
      ...fileOf('pages', pageColumns, this.#pages),
      ...fileOf('calls', callColumns, this.#calls),
    ];
    return {
      files,
      group: {
        group: this.#group,
        chunks: this.#chunks,
        rowGroups: this.#rowGroups,
        rare: this.#rareOutcomes,
        files: files.map(({ of, bytes, tailAt }) => ({ of, bytes: bytes.byteLength, tailAt })),
        clusters: this.#clusters.clusters(),
      },
    };
  }

  #writeRowGroup(): void {
    const { outcomes, parts } = splitBlocks(this.#waiting.map(({ block }) => block));
    const split = this.#waiting.map(({ facts }, at) => ({ facts, common: [], rare: [], ...parts[at] }));
    const together = split.map(({ facts, rare }) => (rare.length > 0 ? { ...facts, rare: rare.length } : facts));
    this.#writeRows(
      together,
      split.map(({ facts: { chunk }, common }) => ({ chunk, entities: common })),
    );
    this.#rare.push(...split.map(({ facts: { chunk }, rare }) => ({ chunk, entities: rare })));
    this.#chunks.push(...together);
    this.#rowGroups.push(together.length);
    this.#rareOutcomes.push(outcomes);
    this.#waiting = [];
    this.#waitingRows = 0;
  }

  /** A row group with entities of some chunks, if there are any. */
  #writeRows(
    chunks: readonly ArchivedChunk[],
    parts: readonly { readonly chunk: number; readonly entities: readonly EntityEntry[] }[],
  ): void {
    const byPage = new Map<number | null, readonly ArchivedChunk[]>();
    const rows = parts.flatMap(({ chunk, entities }) =>
      entities.map((entity): EntityRow => {
        const candidates = byPage.get(entity.page) ?? chunksWithPage(chunks, entity.page);
        byPage.set(entity.page, candidates);
        return { ...entity, chunkOfPage: candidates.findIndex((one) => one.chunk === chunk) };
      }),
    );
    if (rows.length > 0) this.#entities.addRowGroup(rows.sort(byExternalId));
  }
}

/** Records without an id come last; rows that are equal stay in the order of the trail, because sorting is stable. */
function byExternalId({ externalId: one }: EntityRow, { externalId: other }: EntityRow): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? 1 : -1;
  return one < other ? -1 : 1;
}

function factsOf(chunk: number, block: TrailBlock): ArchivedChunk {
  const pages = [...block.pages, ...block.entities].flatMap(({ page }) => page ?? []);
  return {
    chunk,
    at: block.at,
    entities: block.entities.length,
    pages: block.pages.length,
    calls: block.calls.length,
    firstPage: pages.length > 0 ? pages.reduce((one, other) => Math.min(one, other)) : null,
    lastPage: pages.length > 0 ? pages.reduce((one, other) => Math.max(one, other)) : null,
    outcomes: outcomesOf(block),
  };
}

function fileOf<Row>(of: BlockPart, columns: ConstructorParameters<typeof ParquetFileWriter<Row>>[0], rows: Row[]) {
  if (rows.length === 0) return [];
  const writer = new ParquetFileWriter(columns);
  writer.addRowGroup(rows);
  return [{ of, ...writer.finish() }];
}
