import { afterEach, expect, test } from 'vitest';
import { type Answer, json } from '../../connector/source-server.ts';
import { idsOf, type Parts, type ReadWorld, readWorld } from './read-world.ts';

let world: ReadWorld | undefined;
afterEach(async () => {
  await world?.server.close();
  world = undefined;
});

async function readOnce(parts: Parts, answer: unknown, headers: Record<string, string> = {}) {
  const give: Answer = (_, response) => json(response, answer, headers);
  world = await readWorld(parts, give);
  const pages = await world.read();
  await world.server.close();
  world = undefined;
  return pages;
}

test.each([
  ['[]', [{ id: 1 }, { id: 2 }]],
  ['[]', { id: 1 }],
  ['[data]', { data: [{ id: 1 }] }],
  ['[data]', { data: { id: 1 } }],
  ['[data, items]', { data: { items: [{ id: 1 }] } }],
  ['[data, "0"]', { data: [{ id: 1 }, { id: 2 }] }],
  ['[data, "*", item]', { data: [{ item: { id: 1 } }, { other: 1 }, { item: { id: 2 } }] }],
  ['["**", item]', { a: [{ item: { id: 1 } }], b: { c: { item: { id: 2 } } } }],
  ['["page_*"]', { page_a: { id: 1 }, page_b: { id: 2 }, other: { id: 3 } }],
  ['[customer]', [{ customer: { id: 1 } }, { customer: { id: 2 } }]],
])('records at %s', async (fieldPath, body) => {
  const [ids = []] = idsOf(await readOnce({ fieldPath }, body));
  expect(ids).toEqual(['1', '2'].slice(0, ids.length));
  expect(ids.length).toBeGreaterThan(0);
});

test.each([
  ['[data]', {}],
  ['[data]', { data: null }],
  ['[data]', { data: {} }],
  ['[data, items]', { data: 'x' }],
  ['[]', []],
  ['["*", x]', {}],
])('no records at %s of %j', async (fieldPath, body) => {
  expect(idsOf(await readOnce({ fieldPath }, body))).toEqual([[]]);
});

test.each([
  ['id', { id: 7 }, '7'],
  ['id', { id: 0 }, '0'],
  ['id', { id: 'a|b' }, 'a|b'],
  ['[a, b]', { a: 'x|y', b: 1 }, 'x\\|y|1'],
  ['[a, b]', { a: 'x', b: 'y|1' }, 'x|y\\|1'],
  ['[[meta, id]]', { meta: { id: 5 } }, '5'],
  ['id', { id: null }, null],
  ['id', { id: '' }, null],
  ['id', { id: {} }, null],
  ['id', { id: [1] }, null],
  ['id', {}, null],
  ['[a, b]', { a: 1 }, null],
])('primary_key %s of %j', async (primaryKey, record, id) => {
  expect(idsOf(await readOnce({ primaryKey }, [record]))).toEqual([[id]]);
});

test('two ids that differ only beyond the precision of a double stay two', async () => {
  world = await readWorld({}, (_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('[{"id": 1234567890123456789}, {"id": 1234567890123456788}]');
  });
  expect(idsOf(await world.read())).toEqual([['1234567890123456789', '1234567890123456788']]);
});

test('what is no object is passed on without an id, so that nothing is lost unseen', async () => {
  const [page] = await readOnce({}, ['text', 5, null, { id: 1 }]);
  expect(page?.records.map(({ id, data }) => [id, data])).toEqual([
    [null, { value: 'text' }],
    [null, { value: 5 }],
    [null, { value: null }],
    ['1', { id: 1 }],
  ]);
});

test.each([
  [{ name: 'Ada', title: 'Countess' }, 'Ada'],
  [{ name: ' ', title: 'Countess' }, 'Countess'],
  [{ first_name: 'Ada', last_name: 'Lovelace', email: 'a@b.c' }, 'Ada Lovelace'],
  [{ firstName: 'Ada' }, 'Ada'],
  [{ email: 'a@b.c' }, 'a@b.c'],
  [{ properties: { firstname: 'Ada', lastname: 'L' } }, 'Ada L'],
  [{ attributes: { title: 'T' } }, 'T'],
  [{ name: { formatted: 'Ada L' }, userName: 'ada' }, 'Ada L'],
  [{ size: 5 }, null],
])('the name of %j', async (record, name) => {
  const [page] = await readOnce({}, [{ id: 1, ...record }]);
  expect(page?.records[0]?.name).toBe(name);
});

test.each([
  [{ total: 12 }, {}, 12],
  [{ totalResults: 12 }, {}, 12],
  [{ meta: { total_count: '12' } }, {}, 12],
  [{ meta: { pagination: { total: 12 } } }, {}, 12],
  [{ pagination: { total: 12 } }, {}, 12],
  [{}, { 'X-Total-Count': '12' }, 12],
  [{}, { 'Content-Range': 'items 0-1/12' }, 12],
  [{ total: 'many' }, {}, undefined],
  [{ total: -1 }, {}, undefined],
])('the total that %j with %j reports', async (body, headers, total) => {
  const [page] = await readOnce({ fieldPath: '[data]' }, { data: [], ...body }, headers as Record<string, string>);
  expect(page?.reportedTotal).toBe(total);
});

test.each([
  [`{ type: BearerAuthenticator, api_token: "{{ config['k'] }}" }`, 'authorization', 'Bearer 007'],
  [
    `{ type: BasicHttpAuthenticator, username: "{{ config['k'] }}", password: "{{ config['p'] }}" }`,
    'authorization',
    `Basic ${btoa('007:pw')}`,
  ],
  [`{ type: ApiKeyAuthenticator, api_token: "{{ config['k'] }}", header: X-Key }`, 'x-key', '007'],
  [
    `{ type: ApiKeyAuthenticator, api_token: "Token {{ config['k'] }}", inject_into: { type: RequestOption, inject_into: header, field_name: "X-{{ config['p'] }}" } }`,
    'x-pw',
    'Token 007',
  ],
])('%s', async (authenticator, header, value) => {
  world = await readWorld({ authenticator }, (_, response) => json(response, []), { config: { k: '007', p: 'pw' } });
  await world.read();
  expect(world.server.seen[0]?.headers[header]).toBe(value);
});
