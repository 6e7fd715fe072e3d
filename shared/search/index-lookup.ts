import { hash64, hashToHex } from '../fingerprints/hash.ts';
import { blockOfKey, blockOfOrdinal, firstBlockFor, type IndexedRun } from './index-head.ts';
import type { IndexReader } from './index-reader.ts';
import type { IndexRecord } from './index-record.ts';
import { partitionOf } from './key-range.ts';
import type { IndexPartition, MergedIndex } from './search-index-store.ts';

/** A record of an index under a name that was searched for. */
export interface NamedRecord {
  readonly name: string;
  readonly partition: number;
  readonly ordinal: number;
}

/** The runs that an index knows; they are the same in all of its partitions. */
export async function runsOf(reader: IndexReader, { partitions }: MergedIndex): Promise<readonly IndexedRun[]> {
  return partitions[0] ? (await reader.head(partitions[0])).runs : [];
}

/** The record with this id. */
export async function recordWithId(
  reader: IndexReader,
  index: MergedIndex,
  externalId: string,
): Promise<IndexRecord | undefined> {
  const records = await recordsWithKey(reader, index, hashToHex(hash64(externalId)));
  return records.find((record) => record.externalId === externalId);
}

/** The records whose ids have this hash: one at the most, as far as anybody will see. */
export async function recordsWithKey(reader: IndexReader, index: MergedIndex, key: string): Promise<IndexRecord[]> {
  const high = Number.parseInt(key.slice(0, 8), 16);
  const partition = index.partitions[partitionOf({ high, low: 0 }, index.partitions.length)];
  if (!partition) return [];
  const block = blockOfKey((await reader.head(partition)).records, key);
  if (block < 0) return [];
  const records = await reader.records(partition, block);
  return records.filter(({ externalId }) => hashToHex(hash64(externalId)) === key);
}

/** Records that were called something that begins so, by name: of each partition the first ones, up to a number. */
export async function recordsNamed(
  reader: IndexReader,
  { partitions }: MergedIndex,
  prefix: string,
  most: number,
): Promise<NamedRecord[]> {
  const named = await Promise.all(
    partitions.map(async (partition, number) =>
      (await ordinalsNamed(reader, partition, prefix, most)).map((entry) => ({ ...entry, partition: number })),
    ),
  );
  return named.flat();
}

async function ordinalsNamed(reader: IndexReader, partition: IndexPartition, prefix: string, most: number) {
  const { names } = await reader.head(partition);
  const found = new Map<number, string>();
  for (let block = firstBlockFor(names, prefix); block < names.firsts.length; block++) {
    for (const { name, ordinal } of await reader.names(partition, block)) {
      if (name < prefix) continue;
      if (!name.startsWith(prefix) || found.size === most) return entriesOf(found);
      if (!found.has(ordinal)) found.set(ordinal, name);
    }
  }
  return entriesOf(found);
}

const entriesOf = (found: ReadonlyMap<number, string>) => [...found].map(([ordinal, name]) => ({ ordinal, name }));

/** The id of a record that was found by name. */
export async function idOfNamed(
  reader: IndexReader,
  { partitions }: MergedIndex,
  { partition: number, ordinal }: NamedRecord,
): Promise<string | undefined> {
  const partition = partitions[number];
  if (!partition) return undefined;
  const { block, from } = blockOfOrdinal((await reader.head(partition)).records, ordinal);
  return (await reader.records(partition, block))[ordinal - from]?.externalId;
}
