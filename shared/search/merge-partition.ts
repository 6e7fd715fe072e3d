import { type Hash64, hash64 } from '../fingerprints/hash.ts';
import { firstBlockFor, lowerBound } from './index-head.ts';
import type { IndexReader } from './index-reader.ts';
import { isWithin, type KeyRange, rangeOf, toHex } from './key-range.ts';
import { type MergePlan, mergeRecord } from './merge-plan.ts';
import { PartitionWriter } from './partition-writer.ts';
import type { IndexPartition } from './search-index-store.ts';
import type { TouchTable } from './touch-table.ts';

interface PartitionMerge {
  readonly reader: IndexReader;
  readonly before: readonly IndexPartition[];
  readonly plan: MergePlan;
  readonly range: KeyRange;
}

/** One pass over what is merged and what is added, both in the order of their keys, a few blocks at a time. */
export async function mergePartition(merge: PartitionMerge, added: TouchTable): Promise<PartitionWriter> {
  const { plan } = merge;
  const writer = new PartitionWriter();
  const rest = added.sorted().values();
  let next = rest.next();
  const addNext = (position: number) => {
    const record = mergeRecord(plan, added.idAt(position), [], added.outcomesAt(position));
    if (record) writer.add(added.keyAt(position), record);
    next = rest.next();
  };
  for await (const { key, record } of recordsBefore(merge)) {
    const place = () => (next.done ? 1 : compare(added, next.value, key, record.externalId));
    while (!next.done && place() < 0) addNext(next.value);
    const isAdded = !next.done && place() === 0;
    const outcomes = isAdded ? added.outcomesAt(next.value ?? 0) : [];
    const merged = mergeRecord(plan, record.externalId, record.stretches, outcomes);
    if (merged) writer.add(key, merged);
    if (isAdded) next = rest.next();
  }
  while (!next.done) addNext(next.value);
  return writer;
}

async function* recordsBefore({ reader, before, range }: PartitionMerge) {
  for (const [number, partition] of before.entries()) {
    const own = rangeOf(number, before.length);
    if (own.to <= range.from || range.to <= own.from) continue;
    const { records } = await reader.head(partition);
    const from = firstBlockFor(records, toHex(range.from));
    const to = range.to < own.to ? lowerBound(records.firsts, toHex(range.to)) : records.firsts.length;
    for await (const record of reader.everyRecord(partition, from, to)) {
      const key = hash64(record.externalId);
      if (isWithin(range, key)) yield { key, record };
    }
  }
}

/** By key hash, and where two ids have the same one, by the id. */
function compare(added: TouchTable, position: number, key: Hash64, externalId: string): number {
  const own = added.keyAt(position);
  const byKey = own.high - key.high || own.low - key.low;
  if (byKey !== 0) return byKey;
  const id = added.idAt(position);
  return id === externalId ? 0 : id < externalId ? -1 : 1;
}
