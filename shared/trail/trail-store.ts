import type { Hash64 } from '../fingerprints/hash.ts';
import type { Objects } from '../objects/objects.ts';
import { blockKey, type ChunkOfStep, type StepOfRun, summariesOfGroup, summaryKey } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';
import { itemExists, updateOf } from '../table/update-expression.ts';
import { countsOfItem, type TallyCounts } from '../tally/chunk-counts.ts';
import { everyOutcome, outcomesOf } from './count-block.ts';
import { idFilterOf } from './id-filter.ts';
import { encodeRare } from './rare-entities.ts';
import { type DecodeOptions, decodeBlock, encodeBlock, type TrailBlock } from './trail-block.ts';

/** DynamoDB takes items of up to 400 KB; the rest is for keys, counts and the filter. */
const bytesPerItem = 350 * 1024;
/** Longer than any hot copy is kept without being renewed; blocks that do not fit into an item are rare. */
const objectDays = 60;

/** What can be told of a chunk without reading its block. */
export interface ChunkSummary {
  readonly chunk: number;
  /** When it was applied; older ones do not say. */
  readonly at?: string;
  readonly counts: TallyCounts;
  readonly entities: number;
  readonly calls: number;
  /** The actions of its entities together with their statuses, two letters each (`outcomeOf`), in alphabetical order. */
  readonly outcomes: readonly string[];
  /** First and last page in it; null for chunks without pages. */
  readonly firstPage: number | null;
  readonly lastPage: number | null;
  readonly idFilter: Uint8Array;
  /** Its rare entities (`decodeRare`), where there are any and they are small. */
  readonly rare: Uint8Array | null;
}

/** One chunk's share of the trail. */
export interface TrailEntry {
  readonly chunk: ChunkOfStep;
  readonly block: TrailBlock;
  /** Hashes of the ids in the block, which whoever decided on them has at hand. */
  readonly keys: readonly Hash64[];
  readonly counts: TallyCounts;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** The hot copy of the trail: for each chunk a compressed block, and a small summary beside it. */
export class TrailStore {
  readonly #trail: Table;
  readonly #payloads: Objects;

  constructor(trail: Table, payloads: Objects) {
    this.#trail = trail;
    this.#payloads = payloads;
  }

  /** May be written again for the same chunks; a reader trusts an entry once its chunk is tallied. */
  async putAll(entries: readonly TrailEntry[]): Promise<void> {
    const items = await Promise.all(entries.map((entry) => this.#itemsOf(entry)));
    await this.#trail.batchPut(items.flat());
  }

  async #itemsOf({ chunk, block, keys, counts, expiresAt }: TrailEntry): Promise<Item[]> {
    const bytes = encodeBlock(block);
    const body = bytes.byteLength <= bytesPerItem ? { block: bytes } : { object: await this.#putObject(chunk, bytes) };
    const rare = encodeRare(block);
    const pages = [...block.pages, ...block.entities].flatMap(({ page }) => page ?? []);
    return [
      { ...blockKey(chunk), ...body, expiresAt },
      {
        ...summaryKey(chunk),
        ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)),
        chunk: chunk.chunk,
        at: block.at,
        entities: block.entities.length,
        calls: block.calls.length,
        ...(block.entities.length > 0 && { outcomes: outcomesOf(block).join() }),
        ...(pages.length > 0 && { firstPage: lowest(pages), lastPage: highest(pages) }),
        ...(rare && { rare }),
        idFilter: idFilterOf(keys),
        expiresAt,
      },
    ];
  }

  async block(chunk: ChunkOfStep, options?: DecodeOptions): Promise<TrailBlock | undefined> {
    const item = await this.#trail.get(blockKey(chunk), { consistent: true });
    return item && this.#decode(item, options);
  }

  /** The blocks of some chunks, in the order asked for. Throws where one is missing. */
  async blocks(step: StepOfRun, chunks: readonly number[]): Promise<TrailBlock[]> {
    const keys = chunks.map((chunk) => blockKey({ ...step, chunk }));
    const items = new Map((await this.#trail.batchGet(keys, { consistent: true })).map((item) => [item.sk, item]));
    return Promise.all(
      keys.map(({ sk }) => {
        const item = items.get(sk);
        if (!item) throw new Error(`The trail of run ${step.runId} lacks ${step.stream} ${sk}.`);
        return this.#decode(item);
      }),
    );
  }

  /** Summaries of a group's chunks, in the order of their numbers. */
  async summaries(step: StepOfRun, group: number): Promise<ChunkSummary[]> {
    const { pk, prefix } = summariesOfGroup(step, group);
    const summaries: ChunkSummary[] = [];
    let startKey: Record<string, unknown> | undefined;
    do {
      const { items, lastKey } = await this.#trail.query({
        where: 'pk = :pk AND begins_with(sk, :prefix)',
        values: { ':pk': pk, ':prefix': prefix },
        consistent: true,
        ...(startKey && { startKey }),
      });
      summaries.push(...items.map(summaryOfItem));
      startKey = lastKey;
    } while (startKey);
    return summaries;
  }

  /** Makes summaries and blocks of a group last longer. */
  async renew(step: StepOfRun, group: number, expiresAt: number): Promise<void> {
    for (const { chunk } of await this.summaries(step, group)) {
      const key = blockKey({ ...step, chunk });
      const renewed = await this.#trail.update(key, updateOf({ set: { expiresAt } }, itemExists));
      const object = renewed.kind === 'written' ? renewed.item['object'] : undefined;
      if (typeof object === 'string') await this.#renewObject(object);
      await this.#trail.update(summaryKey({ ...step, chunk }), updateOf({ set: { expiresAt } }, itemExists));
    }
  }

  /** A lifecycle rule counts from when the object was written last. */
  async #renewObject(key: string): Promise<void> {
    const bytes = await this.#payloads.get(key);
    if (bytes) await this.#payloads.put(key, bytes, { days: objectDays });
  }

  async #putObject({ org, runId, stream, chunk }: ChunkOfStep, bytes: Uint8Array): Promise<string> {
    const key = `${org}/blocks/${runId}/${encodeURIComponent(stream)}/${chunk}`;
    await this.#payloads.put(key, bytes, { days: objectDays });
    return key;
  }

  async #decode(item: Item, options?: DecodeOptions): Promise<TrailBlock> {
    const bytes = item['block'] ?? (await this.#payloads.get(String(item['object'])));
    if (!(bytes instanceof Uint8Array)) throw new Error(`The trail block ${item.pk} ${item.sk} is no longer there.`);
    return decodeBlock(bytes, options);
  }
}

const lowest = (all: readonly number[]) => all.reduce((one, other) => Math.min(one, other));
const highest = (all: readonly number[]) => all.reduce((one, other) => Math.max(one, other));

function summaryOfItem(item: Item): ChunkSummary {
  const number = (name: string) => (typeof item[name] === 'number' ? item[name] : null);
  return {
    chunk: number('chunk') ?? 0,
    ...(typeof item['at'] === 'string' && { at: item['at'] }),
    counts: countsOfItem(item),
    entities: number('entities') ?? 0,
    calls: number('calls') ?? 0,
    outcomes: outcomesOfItem(item),
    firstPage: number('firstPage'),
    lastPage: number('lastPage'),
    idFilter: item['idFilter'] instanceof Uint8Array ? item['idFilter'] : new Uint8Array(1).fill(0xff),
    rare: item['rare'] instanceof Uint8Array ? item['rare'] : null,
  };
}

/** A summary that was written before there were outcomes rules nothing out. */
function outcomesOfItem({ entities, outcomes }: Item): readonly string[] {
  if (entities === 0) return [];
  return typeof outcomes === 'string' ? outcomes.split(',') : everyOutcome;
}
