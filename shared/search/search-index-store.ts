import { type StreamOfIntegration, searchIndexesOf, searchIndexKey } from '../table/keys.ts';
import type { Condition, Item, Table } from '../table/table.ts';
import { allOf, updateOf } from '../table/update-expression.ts';
import { isExpired } from '../trail/retention.ts';

/** A part of an index: the records whose key hash begins with certain bits. Its object never changes. */
export interface IndexPartition {
  readonly key: string;
  readonly headBytes: number;
  readonly records: number;
}

/** What is merged of a stream: as many partitions as a power of two, in the order of the key hashes. */
export interface MergedIndex {
  readonly partitions: readonly IndexPartition[];
  /** When the last of its runs is gone; epoch seconds. */
  readonly expiresAt: number;
  /** When that was; epoch milliseconds. Older ones do not say. */
  readonly mergedAt?: number;
}

/** Where the runs of a stream can be found: those that are merged, and those that have to be looked into one by one. */
export interface StreamIndex extends StreamOfIntegration {
  readonly connector: string;
  /** Grows with every merge. */
  readonly generation: number;
  /** Null before the first merge, and when everything in it was gone. */
  readonly merged: MergedIndex | null;
  /** Keys of the objects of the generation before: whoever merges removes them, and those that are left by one that died. */
  readonly previous: readonly string[];
  /** Newest first. */
  readonly unmerged: readonly string[];
}

/** What is merged, unless all of it is gone. */
export const liveIndex = ({ merged }: StreamIndex, now: number): MergedIndex | null =>
  merged && !isExpired(merged.expiresAt, now) ? merged : null;

export class SearchIndexStore {
  readonly #registry: Table;

  constructor(registry: Table) {
    this.#registry = registry;
  }

  /** Notes that a run is going to touch records of a stream: from here on, searches look into it. */
  async noteRun(stream: StreamOfIntegration, connector: string, runId: string): Promise<void> {
    const { org, integrationId } = stream;
    await this.#registry.update(
      searchIndexKey(stream),
      updateOf({
        set: { org, integrationId, stream: stream.stream, connector },
        add: { unmerged: new Set([runId]) },
      }),
    );
  }

  async get(stream: StreamOfIntegration): Promise<StreamIndex | undefined> {
    const item = await this.#registry.get(searchIndexKey(stream), { consistent: true });
    return item && indexOfItem(item);
  }

  async getMany(streams: readonly StreamOfIntegration[]): Promise<StreamIndex[]> {
    const items = await this.#registry.batchGet(streams.map(searchIndexKey), { consistent: true });
    return items.map(indexOfItem);
  }

  /** Of an org, or of one integration. */
  async list(org: string, integrationId?: string): Promise<StreamIndex[]> {
    const { pk, prefix } = searchIndexesOf(org, integrationId);
    const indexes: StreamIndex[] = [];
    let startKey: Record<string, unknown> | undefined;
    do {
      const { items, lastKey } = await this.#registry.query({
        where: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :prefix)',
        values: { ':pk': pk, ...(prefix !== '' && { ':prefix': prefix }) },
        consistent: true,
        ...(startKey && { startKey }),
      });
      indexes.push(...items.map(indexOfItem));
      startKey = lastKey;
    } while (startKey);
    return indexes;
  }

  /** Puts what was merged in the place of what was `seen`. Of two merges at once, one is `lost`. */
  async switchOver(
    seen: StreamIndex,
    merged: MergedIndex | null,
    mergedRuns: readonly string[],
  ): Promise<'switched' | 'lost'> {
    const previous = seen.merged?.partitions.map(({ key }) => key) ?? [];
    const { update, names, values } = updateOf({ set: { merged, previous, generation: seen.generation + 1 } });
    const condition = ifGeneration(seen);
    const removes = mergedRuns.length > 0;
    const { kind } = await this.#registry.update(searchIndexKey(seen), {
      update: removes ? `${update} DELETE #unmerged :merged` : update,
      condition: condition.condition,
      names: { ...names, ...condition.names, ...(removes && { '#unmerged': 'unmerged' }) },
      values: { ...values, ...condition.values, ...(removes && { ':merged': new Set(mergedRuns) }) },
    });
    return kind === 'written' ? 'switched' : 'lost';
  }

  /** Takes runs out that need not be looked into: they are gone, or touched nothing. */
  async forget(stream: StreamOfIntegration, runs: readonly string[]): Promise<void> {
    await this.#registry.update(searchIndexKey(stream), {
      update: 'DELETE #unmerged :runs',
      condition: 'attribute_exists(pk)',
      names: { '#unmerged': 'unmerged' },
      values: { ':runs': new Set(runs) },
    });
  }

  /** Forgets what is merged, whose objects are lost: these runs are looked into one by one until they are merged anew. */
  async startAnew(seen: StreamIndex, runs: readonly string[]): Promise<'switched' | 'lost'> {
    const { kind } = await this.#registry.update(
      searchIndexKey(seen),
      updateOf(
        {
          set: { merged: null, previous: [], generation: seen.generation + 1 },
          ...(runs.length > 0 && { add: { unmerged: new Set(runs) } }),
        },
        ifGeneration(seen),
      ),
    );
    return kind === 'written' ? 'switched' : 'lost';
  }

  /** Removes the index of a stream all of whose runs are gone, unless a run or a merge came meanwhile. */
  async remove(seen: StreamIndex): Promise<void> {
    const unused: Condition = { condition: 'attribute_not_exists(#unmerged)', names: { '#unmerged': 'unmerged' } };
    await this.#registry.delete(searchIndexKey(seen), allOf(ifGeneration(seen), unused));
  }
}

function ifGeneration({ generation }: StreamIndex): Condition {
  const names = { '#generation': 'generation' };
  if (generation === 0) return { condition: 'attribute_not_exists(#generation)', names };
  return { condition: '#generation = :seen', names, values: { ':seen': generation } };
}

function indexOfItem(item: Item): StreamIndex {
  const { pk, sk, unmerged, ...index } = item;
  return {
    generation: 0,
    merged: null,
    previous: [],
    ...(index as unknown as StreamOfIntegration & { connector: string }),
    unmerged: unmerged instanceof Set ? [...(unmerged as Set<string>)].sort().reverse() : [],
  };
}
