import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hash64, hashToHex } from '../../shared/fingerprints/hash.ts';
import { RecordStore, type RecordWrite } from '../../shared/records/record-store.ts';
import { bytesPerRecord, type StoredRecord } from '../../shared/records/stored-record.ts';
import { type OpenTables, openTables } from './open-tables.ts';

let tables: OpenTables;
let records: RecordStore;

beforeAll(async () => {
  tables = await openTables();
  records = new RecordStore(tables.records);
});
afterAll(() => tables.close());

const newStream = () => ({ org: 'org', integrationId: randomUUID(), stream: 'a/b #1' });
const keyOf = (externalId: string) => hashToHex(hash64(externalId));

function write(externalId: string, more: Partial<StoredRecord> = {}): RecordWrite {
  const record: StoredRecord = {
    externalId,
    name: `Name of ${externalId}`,
    data: JSON.stringify({ id: externalId }),
    runId: 'run',
    action: 'CREATE',
    createdAt: '2026-01-01T00:00:00.000Z',
    changedAt: '2026-01-01T00:00:00.000Z',
    deletedAt: null,
    ...more,
  };
  return { keyHash: keyOf(externalId), record };
}

const tombstone = (externalId: string) =>
  write(externalId, { action: 'DELETE', data: 'null', deletedAt: '2026-01-02T00:00:00.000Z' });

const listed = async (stream: ReturnType<typeof newStream>) => Array.fromAsync(records.list(stream));

it('gives back every record that was written, in the order of its key', async () => {
  const stream = newStream();
  const writes = Array.from({ length: 700 }, (_, n) => write(`r${n}`, n % 7 === 0 ? { name: null } : {}));
  await records.write(stream, writes);
  await records.write(stream, writes.slice(0, 100));
  const expected = writes.toSorted((a, b) => (a.keyHash < b.keyHash ? -1 : 1));
  expect(await listed(stream)).toEqual(expected);
  const read = await records.read(
    stream,
    [...writes, ...writes].map(({ keyHash }) => keyHash),
  );
  expect(read).toEqual(new Map(writes.map(({ keyHash, record }) => [keyHash, record])));
});

it('keeps the last of what was written under a key, and tombstones out of the list', async () => {
  const stream = newStream();
  await records.write(stream, [write('a'), write('b'), write('c')]);
  await records.write(stream, [write('a', { action: 'UPDATE', data: '{"id":"a","v":2}' }), tombstone('b')]);
  expect((await listed(stream)).map(({ record }) => [record.externalId, record.data]).toSorted()).toEqual([
    ['a', '{"id":"a","v":2}'],
    ['c', '{"id":"c"}'],
  ]);
  const read = await records.read(stream, [keyOf('b'), keyOf('nobody')]);
  expect([...read]).toEqual([[keyOf('b'), tombstone('b').record]]);
  await records.write(stream, [write('b')]);
  expect((await records.read(stream, [keyOf('b')])).get(keyOf('b'))).toEqual(write('b').record);
});

it('lets tombstones expire after 30 days, and nothing else ever', async () => {
  const stream = newStream();
  await records.write(stream, [write('live'), tombstone('dead')]);
  const itemOf = (id: string) =>
    tables.records.get({ pk: `org#${stream.integrationId}#a%2Fb%20%231#${keyOf(id)[0]}`, sk: keyOf(id) });
  expect((await itemOf('dead'))?.['expiresAt']).toBe(Date.UTC(2026, 1, 1) / 1000);
  expect(await itemOf('live')).not.toHaveProperty('expiresAt');
});

it('holds the largest record that is let through, and many of them at once', { timeout: 60_000 }, async () => {
  const stream = newStream();
  const data = JSON.stringify('ü'.repeat(bytesPerRecord / 2 - 1));
  expect(Buffer.byteLength(data)).toBe(bytesPerRecord);
  const writes = Array.from({ length: 50 }, (_, n) => write(`large-${n}`, { data, name: 'n'.repeat(200) }));
  await records.write(stream, writes);
  const read = await records.read(
    stream,
    writes.map(({ keyHash }) => keyHash),
  );
  expect(read.size).toBe(50);
  expect((await listed(stream)).length).toBe(50);
});

it('shows one stream, one integration and one org nothing of another', async () => {
  const stream = newStream();
  await records.write(stream, [write('a')]);
  for (const other of [{ stream: 'a/b' }, { integrationId: randomUUID() }, { org: 'org2' }]) {
    expect(await listed({ ...stream, ...other })).toEqual([]);
    expect((await records.read({ ...stream, ...other }, [keyOf('a')])).size).toBe(0);
  }
});
