import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  allOf,
  equals,
  itemAbsent,
  itemExists,
  notContaining,
  updateOf,
} from '../../shared/table/update-expression.ts';
import { type OpenTables, openTables } from './open-tables.ts';

let tables: OpenTables;

beforeAll(async () => {
  tables = await openTables();
});
afterAll(() => tables.close());

const numbered = (pk: string, count: number, more: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_, n) => ({ pk, sk: String(n).padStart(4, '0'), n, ...more }));

it('gives back what was put: texts, numbers, lists, maps, sets and bytes; undefined is left out', async () => {
  const item = {
    pk: 'put',
    sk: 'all',
    text: 'ß 漢 🎈',
    empty: '',
    number: -1.5,
    none: null,
    yes: true,
    list: [1, 'two', { three: 3 }],
    numbers: new Set([1, 2, 3]),
    bytes: Uint8Array.of(0, 255, 128),
  };
  expect(await tables.registry.put({ ...item, gone: undefined })).toEqual({ kind: 'written' });
  const found = await tables.registry.get({ pk: 'put', sk: 'all' }, { consistent: true });
  const { bytes, ...rest } = item;
  expect(found).toMatchObject(rest);
  expect(Object.keys(found ?? {}).toSorted()).toEqual(Object.keys(item).toSorted());
  expect(Buffer.from(found?.['bytes'] as Uint8Array)).toEqual(Buffer.from(bytes));
  expect(await tables.registry.get({ pk: 'put', sk: 'other' })).toBeUndefined();
});

it('answers with a value where a condition does not hold, and changes nothing', async () => {
  const key = { pk: 'condition', sk: 'one' };
  expect(await tables.registry.put({ ...key, owner: 'a' }, itemAbsent)).toEqual({ kind: 'written' });
  expect(await tables.registry.put({ ...key, owner: 'b' }, itemAbsent)).toEqual({ kind: 'refused' });
  expect(await tables.registry.put({ ...key, owner: 'b' }, equals('owner', 'c'))).toEqual({ kind: 'refused' });
  expect(await tables.registry.update(key, updateOf({ set: { owner: 'b' } }, equals('owner', 'c')))).toEqual({
    kind: 'refused',
  });
  expect(await tables.registry.delete(key, equals('owner', 'c'))).toEqual({ kind: 'refused' });
  expect(await tables.registry.get(key, { consistent: true })).toEqual({ ...key, owner: 'a' });
  expect(await tables.registry.delete(key, equals('owner', 'a'))).toEqual({ kind: 'written' });
  expect(await tables.registry.update(key, updateOf({ set: { owner: 'b' } }, itemExists))).toEqual({ kind: 'refused' });
  expect(await tables.registry.get(key, { consistent: true })).toBeUndefined();
});

it('sets, adds and removes in one update, which answers with the whole item', async () => {
  const key = { pk: 'update', sk: 'one' };
  await tables.registry.update(key, updateOf({ set: { name: 'reserved word', status: 1 } }));
  const first = await tables.registry.update(
    key,
    updateOf(
      { set: { size: 2 }, add: { count: 5, done: new Set([7]) }, remove: ['status'] },
      equals('name', 'reserved word'),
    ),
  );
  expect(first).toEqual({
    kind: 'written',
    item: { ...key, name: 'reserved word', size: 2, count: 5, done: new Set([7]) },
  });
  const more = updateOf({ add: { count: -2, done: new Set([8]) } }, allOf(itemExists, notContaining('done', 8)));
  expect(await tables.registry.update(key, more)).toMatchObject({ item: { count: 3, done: new Set([7, 8]) } });
  expect(await tables.registry.update(key, more)).toEqual({ kind: 'refused' });
});

it('lets one of many that write under the same condition through', async () => {
  const key = { pk: 'race', sk: 'one' };
  const puts = Array.from({ length: 20 }, (_, owner) => tables.registry.put({ ...key, owner }, itemAbsent));
  const results = await Promise.all(puts);
  const winners = results.flatMap(({ kind }, owner) => (kind === 'written' ? [owner] : []));
  expect(winners).toHaveLength(1);
  expect(await tables.registry.get(key, { consistent: true })).toEqual({ ...key, owner: winners[0] });
});

it('queries a partition in both directions, page by page, by prefix and with a filter', async () => {
  await tables.trail.batchPut([...numbered('query', 30), { pk: 'query2', sk: '0000' }]);
  const where = { where: 'pk = :pk', values: { ':pk': 'query' }, consistent: true };
  const seen: unknown[] = [];
  let startKey: Record<string, unknown> | undefined;
  do {
    const page = await tables.trail.query({ ...where, newestFirst: true, limit: 7, ...(startKey && { startKey }) });
    expect(page.items.length).toBeLessThanOrEqual(7);
    seen.push(...page.items.map(({ n }) => n));
    startKey = page.lastKey;
  } while (startKey);
  expect(seen).toEqual(Array.from({ length: 30 }, (_, n) => 29 - n));

  const prefixed = await tables.trail.query({
    where: 'pk = :pk AND begins_with(sk, :prefix)',
    filter: '#n < :limit',
    names: { '#n': 'n' },
    values: { ':pk': 'query', ':prefix': '001', ':limit': 14 },
    select: ['sk'],
  });
  expect(prefixed.items).toEqual(['0010', '0011', '0012', '0013'].map((sk) => ({ sk })));
});

it('finds through an index only what carries its attributes', async () => {
  await tables.trail.batchPut(
    numbered('index', 6).map(({ n, ...item }) => ({
      ...item,
      runId: `R${n}`,
      ...(n % 2 === 0 && { openRuns: 'org' }),
    })),
  );
  const open = await tables.trail.scanIndex('open');
  expect(open.items.map(({ runId }) => runId).toSorted()).toEqual(['R0', 'R2', 'R4']);
  await tables.trail.update({ pk: 'index', sk: '0002' }, updateOf({ remove: ['openRuns'] }));
  const { items } = await tables.trail.query({
    index: 'open',
    where: 'openRuns = :org',
    values: { ':org': 'org' },
    newestFirst: true,
  });
  expect(items.map(({ runId }) => runId)).toEqual(['R4', 'R0']);
});

it('puts and gets any number of items at once, and leaves out what is not there', async () => {
  const items = numbered('batch', 260, { text: 'x'.repeat(2_000) });
  await tables.records.batchPut(items);
  const keys = [...items.map(({ pk, sk }) => ({ pk, sk })), { pk: 'batch', sk: 'missing' }];
  const found = await tables.records.batchGet(keys, { consistent: true });
  expect(found.toSorted((a, b) => Number(a['n']) - Number(b['n']))).toEqual(items);
  expect(await tables.records.batchGet([])).toEqual([]);
  await expect(tables.records.batchPut([])).resolves.toBeUndefined();
});

it('gets whole what does not fit into one answer of 16 MB', { timeout: 60_000 }, async () => {
  const items = numbered('large', 60, { text: 'y'.repeat(350_000) });
  await tables.records.batchPut(items);
  const keys = items.map(({ pk, sk }) => ({ pk, sk }));
  expect(new Set((await tables.records.batchGet(keys)).map(({ sk }) => sk)).size).toBe(60);
  const { items: first, lastKey } = await tables.records.query({ where: 'pk = :pk', values: { ':pk': 'large' } });
  expect(first.length).toBeLessThan(60);
  expect(lastKey).toEqual(keys[first.length - 1]);
});

it('throws what is no matter of conditions', async () => {
  const tooLarge = { pk: 'error', sk: 'one', text: 'z'.repeat(410 * 1024) };
  await expect(tables.records.put(tooLarge)).rejects.toThrow(/size/i);
  await expect(tables.records.query({ where: 'nonsense', values: {} })).rejects.toThrow();
});
