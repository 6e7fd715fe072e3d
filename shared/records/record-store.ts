import { recordKey, recordShards, type StreamOfIntegration } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';
import type { StoredRecord } from './stored-record.ts';

/** Deleted records can be asked for this long; then their tombstones expire. */
const tombstoneDays = 30;
const secondsPerDay = 86_400;

export interface RecordWrite {
  readonly keyHash: string;
  readonly record: StoredRecord;
}

/** Within a stream: how many shards are read, and the last key hash of the next one; null for its beginning. */
export type RecordPosition = { readonly shard: number; readonly after: string | null };

export interface RecordPage {
  readonly records: readonly StoredRecord[];
  readonly next: RecordPosition | null;
}

/** The target `records`: what the product around Syncline reads. Records are kept by the hash of their external id. */
export class RecordStore {
  readonly #records: Table;

  constructor(records: Table) {
    this.#records = records;
  }

  /** The records and tombstones under some key hashes. */
  async read(stream: StreamOfIntegration, keyHashes: readonly string[]): Promise<Map<string, StoredRecord>> {
    const keys = [...new Set(keyHashes)].map((hash) => recordKey(stream, hash));
    const items = await this.#records.batchGet(keys, { consistent: true });
    return new Map(items.map((item) => [item.sk, recordOfItem(item)]));
  }

  /** Writes whole records; the same ones any number of times. A deletion keeps a tombstone for 30 days. */
  async write(stream: StreamOfIntegration, writes: readonly RecordWrite[]): Promise<void> {
    await this.#records.batchPut(writes.map(({ keyHash, record }) => itemOf(stream, keyHash, record)));
  }

  /** Takes a record out without a mark that it was there. */
  async remove(stream: StreamOfIntegration, keyHash: string): Promise<void> {
    await this.#records.delete(recordKey(stream, keyHash));
  }

  /** One query's live records of a stream; `next` is where to go on, null at the end. */
  async page(stream: StreamOfIntegration, from: RecordPosition | null): Promise<RecordPage> {
    const { shard, after } = from ?? { shard: 0, after: null };
    const shards = recordShards(stream);
    const pk = shards[shard];
    if (pk === undefined) return { records: [], next: null };
    const { items, lastKey } = await this.#records.query({
      where: 'pk = :pk',
      values: { ':pk': pk },
      consistent: true,
      ...(after !== null && { startKey: { pk, sk: after } }),
    });
    const next = lastKey ? { shard, after: String(lastKey['sk']) } : { shard: shard + 1, after: null };
    return {
      records: items.map(recordOfItem).filter(({ deletedAt }) => deletedAt === null),
      next: next.shard < shards.length ? next : null,
    };
  }

  /** Every live record of a stream with its key hash, in the order of the hashes. */
  async *list(stream: StreamOfIntegration): AsyncGenerator<RecordWrite> {
    for (const pk of recordShards(stream)) {
      let startKey: Record<string, unknown> | undefined;
      do {
        const { items, lastKey } = await this.#records.query({
          where: 'pk = :pk',
          values: { ':pk': pk },
          consistent: true,
          ...(startKey && { startKey }),
        });
        for (const item of items) {
          const record = recordOfItem(item);
          if (record.deletedAt === null) yield { keyHash: item.sk, record };
        }
        startKey = lastKey;
      } while (startKey);
    }
  }
}

function itemOf(stream: StreamOfIntegration, keyHash: string, record: StoredRecord): Item {
  const { name, deletedAt, ...rest } = record;
  const expiresAt = deletedAt && Math.floor(Date.parse(deletedAt) / 1000) + tombstoneDays * secondsPerDay;
  return {
    ...recordKey(stream, keyHash),
    ...rest,
    ...(name !== null && { name }),
    ...(deletedAt !== null && { deletedAt, expiresAt }),
  };
}

function recordOfItem(item: Item): StoredRecord {
  const { pk, sk, expiresAt, ...record } = item;
  return { name: null, deletedAt: null, ...(record as Omit<StoredRecord, 'name' | 'deletedAt'>) };
}
