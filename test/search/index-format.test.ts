import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hash64, hashToHex } from '../../shared/fingerprints/hash.ts';
import { LostIndexError } from '../../shared/search/frames.ts';
import type { IndexedRun } from '../../shared/search/index-head.ts';
import { idOfNamed, recordsNamed, recordsWithKey, recordWithId } from '../../shared/search/index-lookup.ts';
import { IndexReader } from '../../shared/search/index-reader.ts';
import { append, type IndexRecord, type Outcome, type Stretch } from '../../shared/search/index-record.ts';
import { isWithin, rangeOf } from '../../shared/search/key-range.ts';
import { normalName } from '../../shared/search/normal-name.ts';
import { PartitionWriter } from '../../shared/search/partition-writer.ts';
import type { MergedIndex } from '../../shared/search/search-index-store.ts';
import { memoryObjects } from './memory-objects.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom('a/b', '#', '"', '\\', '\0', '\ud800', '\ud801', 'İ', 'ΟΔΟΣ', 'x'.repeat(3000)),
);
const outcome = fc.record<Outcome>(
  {
    action: fc.constantFrom('CREATE', 'UPDATE', 'DELETE', 'SKIP', 'NONE'),
    status: fc.constantFrom('OK', 'INFO', 'WARNING', 'ERROR'),
    code: fc.constantFrom('duplicate_id', 'chunk_failed'),
    message: text,
    name: fc.option(text),
  },
  { requiredKeys: ['action', 'status', 'name'] },
);
const stretches = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.option(outcome)), { maxLength: 6 })
  .chain((some) => outcome.map((last) => [...some, [1, last] as const]))
  .map((all) => {
    const coalesced: Stretch[] = [];
    for (const [runs, one] of all) append(coalesced, runs, one);
    return coalesced;
  });
const records = fc
  .uniqueArray(fc.record({ externalId: text, stretches }), { selector: ({ externalId }) => externalId, maxLength: 60 })
  .map((all) => all as IndexRecord[]);

const runs: IndexedRun[] = Array.from({ length: 300 }, (_, run) => ({ runId: `run-${run}`, expiresAt: run }));

/** What a merge does at its end: the partitions of some records, in a bucket. */
async function written(all: readonly IndexRecord[], count = 1) {
  const bucket = memoryObjects();
  const keyed = all.map((record) => ({ key: hash64(record.externalId), record }));
  const inOrder = keyed.sort((one, other) =>
    hashToHex(one.key) + one.record.externalId < hashToHex(other.key) + other.record.externalId ? -1 : 1,
  );
  const partitions = [];
  for (let number = 0; number < count; number++) {
    const writer = new PartitionWriter();
    for (const { key, record } of inOrder) if (isWithin(rangeOf(number, count), key)) writer.add(key, record);
    const { bytes, headBytes, records: size } = writer.finish(runs);
    await bucket.objects.put(`index/${number}`, bytes);
    partitions.push({ key: `index/${number}`, headBytes, records: size });
  }
  const index: MergedIndex = { partitions, expiresAt: 0 };
  return { ...bucket, index, reader: new IndexReader(bucket.objects) };
}

const namesOf = ({ stretches: all }: IndexRecord) => all.flatMap(({ outcome: one }) => (one?.name ? [one.name] : []));

async function idsNamed({ reader, index }: Awaited<ReturnType<typeof written>>, prefix: string, most = 1_000) {
  const named = await recordsNamed(reader, index, normalName(prefix), most);
  return Promise.all(named.map((record) => idOfNamed(reader, index, record)));
}

describe('an index', () => {
  it('gives back every record, by its id, by its key hash and by each of its names', async () => {
    await fc.assert(
      fc.asyncProperty(records, fc.constantFrom(1, 2, 8), text, async (all, count, other) => {
        const made = await written(all, count);
        const { reader, index } = made;
        expect(index.partitions.reduce((sum, { records: size }) => sum + size, 0)).toBe(all.length);
        for (const record of all) {
          expect(await recordWithId(reader, index, record.externalId)).toEqual(record);
          const key = hashToHex(hash64(record.externalId));
          expect(await recordsWithKey(reader, index, key)).toContainEqual(record);
          for (const name of namesOf(record)) {
            const whole = normalName(name);
            expect(await idsNamed(made, whole)).toContain(record.externalId);
            expect(await idsNamed(made, whole.slice(0, 2))).toContain(record.externalId);
          }
        }
        const isThere = all.some(({ externalId }) => externalId === other);
        expect((await recordWithId(reader, index, other)) !== undefined).toBe(isThere);
        const prefix = normalName(other);
        const expected = all.filter((record) => namesOf(record).some((name) => normalName(name).startsWith(prefix)));
        expect((await idsNamed(made, other)).sort()).toEqual(expected.map(({ externalId }) => externalId).sort());
      }),
      { numRuns: 60 },
    );
  });

  const plain = (id: number, name: string): IndexRecord => ({
    externalId: `c${id}`,
    stretches: [{ runs: 30, outcome: { action: 'NONE', status: 'OK', name } }],
  });

  it('finds one of many with the head, one block and no more, and the head only once', async () => {
    const made = await written(Array.from({ length: 5_000 }, (_, id) => plain(id, `Contact ${id}`)));
    for (const id of [0, 17, 4_999]) {
      made.reads.length = 0;
      expect(await recordWithId(made.reader, made.index, `c${id}`)).toEqual(plain(id, `Contact ${id}`));
      expect(made.reads.length).toBeLessThanOrEqual(id === 0 ? 2 : 1);
    }
    made.reads.length = 0;
    expect(await recordWithId(made.reader, made.index, 'c17')).toBeDefined();
    expect(made.reads).toEqual([]);
  });

  it('finds all that have the same name, over the borders of blocks, and no more than are asked for', async () => {
    const all = Array.from({ length: 3_000 }, (_, id) => plain(id, id < 2_500 ? 'Unknown' : `Known ${id}`));
    const made = await written(all);
    expect(new Set(await idsNamed(made, 'unknown', 10_000)).size).toBe(2_500);
    expect(await idsNamed(made, 'UNKNOWN', 101)).toHaveLength(101);
    expect(await idsNamed(made, 'known 2999')).toEqual(['c2999']);
    expect(await idsNamed(made, 'zz')).toEqual([]);
    expect(await idsNamed(made, 'a')).toEqual([]);
  });

  it('keeps records apart whose ids have the same hash, more of them than a block takes', async () => {
    // UTF-8 has no bytes for half a character: all of these are hashed as the same text.
    const halves = Array.from({ length: 0x400 }, (_, half) => String.fromCharCode(0xd800 + half));
    const all = [...halves, 'plain'].map((externalId): IndexRecord => ({ ...plain(0, 'half'), externalId }));
    const made = await written(all);
    expect(new Set(halves.map((half) => hashToHex(hash64(half)))).size).toBe(1);
    for (const id of ['\ud800', '\udbff', '\uda00', 'plain']) {
      expect((await recordWithId(made.reader, made.index, id))?.externalId).toBe(id);
    }
    expect(await idsNamed(made, 'half', 2_000)).toHaveLength(all.length);
  });

  it('takes a few bytes a record, however many runs there were', async () => {
    const all = Array.from({ length: 20_000 }, (_, id) => ({
      externalId: `c${id}`,
      stretches: [{ runs: 3_000, outcome: { action: 'NONE', status: 'OK', name: `Contact ${id}` } as Outcome }],
    }));
    const { stored } = await written(all);
    expect((stored.get('index/0')?.byteLength ?? 0) / all.length).toBeLessThan(25);
  });

  it('shows that it is damaged, cut off or gone, wherever it is', async () => {
    const all = Array.from({ length: 700 }, (_, id) => plain(id, `Contact ${id}`));
    const { stored, objects, index } = await written(all);
    const bytes = stored.get('index/0') ?? new Uint8Array();
    const readAll = async () => {
      const reader = new IndexReader(objects);
      for (const { externalId } of [all[0], all[350], all[699]].filter((one) => one !== undefined)) {
        await recordWithId(reader, index, externalId);
      }
      for await (const record of reader.everyRecord(index.partitions[0] ?? never(), 0, 2)) void record;
      for (const prefix of ['contact 1', 'contact 9']) {
        for (const named of await recordsNamed(reader, index, prefix, 1_000)) await idOfNamed(reader, index, named);
      }
    };
    await readAll();
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const damaged = Uint8Array.from(bytes);
        damaged[at] = (damaged[at] ?? 0) ^ mask;
        stored.set('index/0', damaged);
        await expect(readAll()).rejects.toThrow(LostIndexError);
      }),
      // Of a frame that says that it has no checksum, nothing would be compared.
      { examples: [[4, 4]] },
    );
    stored.set('index/0', bytes.subarray(0, bytes.length - 1));
    await expect(readAll()).rejects.toThrow(LostIndexError);
    stored.clear();
    await expect(readAll()).rejects.toThrow(LostIndexError);
  });
});

const never = (): never => {
  throw new Error('There is no partition.');
};

describe('a name as it is searched for', () => {
  it.each([
    ['Ärger', 'ÄRGER'],
    ['\u00c9', 'e\u0301'],
    ['ΟΔΟΣ', 'οδοσ'],
    ['οδος', 'ΟΔΟΣ'],
    ['İstanbul', 'i̇STANBUL'],
  ])('%s is the same as %s', (one, other) => {
    expect(normalName(one)).toBe(normalName(other));
  });

  it('begins as the whole name does, though a letter may be written otherwise at the end of a word', () => {
    expect(normalName('ΟΔΟΣΑ').startsWith(normalName('ΟΔΟΣ'))).toBe(true);
    expect(normalName('Müller').startsWith(normalName('MU'))).toBe(false);
  });
});
