import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { everyItem } from '../../cli/api-client.ts';
import { listen, type Running } from '../../local/emulators/listen.ts';
import { runSchema } from '../../shared/api/run.ts';
import { recordTouchSchema, searchHitSchema } from '../../shared/api/search.ts';
import { manifest } from '../api/manifest.ts';
import { syncline } from '../cli/syncline.ts';
import { httpSettings, type Product, startProduct } from '../harness/product.ts';
import { sync } from '../harness/syncs.ts';

/** Ids that a path, a query or a key could trip over. */
const ids = ['plain', 'a/b', 'what?', '50%25', 'sp ace', 'ünï#☃', '/history', '"quoted"', 'x'.repeat(500)];

let product: Product;
let source: Running;
let integrationId: string;
let version = 1;
/** Newest first. */
const runs: string[] = [];

beforeAll(async () => {
  source = await listen(
    createServer((_request, response) =>
      response.end(JSON.stringify({ data: ids.map((id) => ({ id, name: `Name of ${id}`, version })) })),
    ),
  );
  product = await startProduct();
  const settings = httpSettings(manifest, { base_url: source.url, api_token: 's3cret-token' });
  const create = { connector: 'http', settings };
  integrationId = (await product.api.createIntegration({ ...create, name: 'searched' })).integrationId;
  for (version = 1; version <= 2; version++) runs.unshift((await sync(product.api, integrationId)).runId);
  await product.api.createIntegration({ ...create, name: 'other' });
});
afterAll(async () => {
  await product?.close();
  await source?.close();
});

const get = async (path: string) => {
  const response = await fetch(`${product.url}${path}`);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const query = (parameters: Record<string, string>) => new URLSearchParams(parameters).toString();
const list = (item: z.ZodObject) =>
  z.strictObject({ items: z.array(z.strictObject(item.shape)), next: z.string().nullable(), complete: z.boolean() });

async function touched(parameters: Record<string, string>): Promise<unknown[]> {
  const { status, body } = await get(`/v1/search?${query(parameters)}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return list(searchHitSchema)
    .parse(body)
    .items.map(({ runId, externalId, action }) => [runId, externalId, action]);
}

const both = (id: string) => [
  [runs[0], id, 'UPDATE'],
  [runs[1], id, 'CREATE'],
];

describe('GET /v1/search', () => {
  it.each(ids)('finds %s by its id, by our own and by its name', async (id) => {
    expect(await touched({ externalId: id })).toEqual(both(id));
    expect(await touched({ q: id })).toEqual(both(id));
    // The connector cuts names to 200 characters.
    expect(await touched({ q: `NAME OF ${id.toUpperCase()}`.slice(0, 200) })).toEqual(both(id));
    const { entity } = await product.api.entity(runs[0] ?? '', 'things', id);
    expect(await touched({ q: entity.internalId ?? '' })).toEqual(both(id));
  });

  it('keeps to its scope', async () => {
    expect(await touched({ q: 'plain', integrationId })).toEqual(both('plain'));
    expect(await touched({ q: 'plain', runId: runs[1] ?? '', step: 'things' })).toEqual([[runs[1], 'plain', 'CREATE']]);
    expect(await touched({ q: 'plain', connector: 'http', action: 'UPDATE', status: 'OK' })).toEqual([
      [runs[0], 'plain', 'UPDATE'],
    ]);
    expect(await touched({ q: 'plain', direction: 'inbound' })).toEqual(both('plain'));
    expect(await touched({ q: 'plain', direction: 'outbound' })).toEqual([]);
    const other = (await product.api.integrations({ name: 'other' })).items[0]?.integrationId ?? '';
    expect(await touched({ q: 'plain', integrationId: other })).toEqual([]);
  });

  it.each([1, 4, 1000])('gives every hit once, %i a page', async (limit) => {
    const found: string[] = [];
    for await (const { runId, externalId } of everyItem(product.api.search, { q: 'name of', limit })) {
      found.push(`${runId} ${externalId}`);
    }
    expect(found).toEqual(runs.flatMap((run) => ids.toSorted().map((id) => `${run} ${id}`)));
  });

  it.each([
    ['', 'invalid-parameter', 400],
    ['q=', 'invalid-parameter', 400],
    [`q=${'x'.repeat(1001)}`, 'invalid-parameter', 400],
    ['q=a&externalId=a', 'invalid-parameter', 400],
    ['q=a&from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'invalid-parameter', 400],
    ['q=a&from=yesterday', 'invalid-parameter', 400],
    ['q=a&limit=0', 'invalid-parameter', 400],
    ['q=a&direction=sideways', 'invalid-parameter', 400],
    ['q=a&colour=red', 'unknown-parameter', 400],
    ['q=a&cursor=abc', 'invalid-cursor', 400],
    ['q=a&integrationId=nobody', 'integration-not-found', 404],
    ['q=a&runId=nobody', 'run-not-found', 404],
    ['q=a&connector=ftp', 'unknown-connector', 422],
  ])('says what is wrong with ?%s', async (text, type, status) => {
    const { body } = await get(`/v1/search?${text}`);
    expect(body).toMatchObject({ type: `/problems/${type}`, status, detail: expect.stringMatching(/\w/) });
  });

  it('takes a cursor for the search only that it is from, and says which steps there are', async () => {
    const { next } = await product.api.search({ q: 'name', limit: 1 });
    const cursor = next ?? expect.fail('There is no second page.');
    for (const path of [`/v1/search?q=nam&cursor=${cursor}`, `/v1/runs?q=name&cursor=${cursor}`]) {
      expect((await get(path)).body).toMatchObject({ type: '/problems/invalid-cursor' });
    }
    const unknown = await get(`/v1/search?q=a&integrationId=${integrationId}&step=x`);
    expect(unknown.body).toMatchObject({ type: '/problems/unknown-stream', known: ['things'] });
  });

  it('knows connectors that nothing was ever synced with', async () => {
    const { body } = await get('/v1/connectors');
    const types = (body['items'] as { type: string }[]).map(({ type }) => type);
    for (const type of types) expect((await get(`/v1/search?q=a&connector=${type}`)).status).toBe(200);
  });
});

describe('GET /v1/runs', () => {
  it('is narrowed to runs with a record, together with what else is asked of them', async () => {
    const found = async (parameters: Record<string, string>) => {
      const { body } = await get(`/v1/runs?${query(parameters)}`);
      return list(runSchema)
        .parse(body)
        .items.map(({ runId }) => runId);
    };
    expect(await found({ externalId: 'a/b' })).toEqual(runs);
    expect(await found({ q: 'name OF', outcome: 'SUCCESS', integrationId })).toEqual(runs);
    expect(await found({ q: 'name of', outcome: 'FAILED' })).toEqual([]);
    expect(await found({ externalId: 'nobody' })).toEqual([]);
    const paged = await Array.fromAsync(everyItem(product.api.runs, { q: 'plain', limit: 1 }));
    expect(paged.map(({ runId }) => runId)).toEqual(runs);
    const one = await product.api.runs({ limit: 1 });
    expect((await get(`/v1/runs?q=plain&cursor=${one.next}`)).body).toMatchObject({ type: '/problems/invalid-cursor' });
    expect((await get('/v1/runs?q=')).body).toMatchObject({ type: '/problems/invalid-parameter' });
  });
});

describe('the history of a record', () => {
  it.each(ids)('tells of %s which run changed what', async (id) => {
    const path = `/v1/records/history?${query({ integrationId, step: 'things', externalId: id })}`;
    const history = list(recordTouchSchema).parse((await get(path)).body);
    expect(history.items.map(({ runId, changes }) => [runId, changes])).toEqual([
      [runs[0], [{ field: 'version', old: 1, new: 2 }]],
      [runs[1], undefined],
    ]);
    if (id.includes('?')) return;
    const readable = await get(`/v1/records/${integrationId}/things/${encodeURIComponent(id)}/history`);
    expect(readable.body).toEqual(history);
  });

  it('goes on by cursor', async () => {
    const first = await product.api.history(integrationId, 'things', 'plain', { limit: 1 });
    const second = await product.api.history(integrationId, 'things', 'plain', { limit: 1, cursor: first.next ?? '' });
    expect([...first.items, ...second.items].map(({ runId }) => runId)).toEqual(runs);
    expect(second.next).toBeNull();
    const path = `/v1/records/${integrationId}/things/a/b/history?limit=1&cursor=${first.next}`;
    expect((await get(path)).body).toMatchObject({ type: '/problems/invalid-cursor' });
  });

  it.each([
    ['things/nobody/history', 'record-not-found', 404],
    ['nothing/plain/history', 'unknown-stream', 422],
    ['things/plain', 'invalid-path', 400],
    ['things//history', 'invalid-path', 400],
  ])('says what is wrong with %s', async (rest, type, status) => {
    const { body } = await get(`/v1/records/${integrationId}/${rest}`);
    expect(body).toMatchObject({ type: `/problems/${type}`, status });
  });

  it('says so where there is no such integration', async () => {
    const { body } = await get('/v1/records/nobody/things/plain/history');
    expect(body).toMatchObject({ type: '/problems/integration-not-found' });
  });

  it('is described under the path that it has', async () => {
    const { body } = await get('/openapi.json');
    expect(body['paths']).toMatchObject({
      '/v1/records/{integrationId}/{stream}/{externalId}/history': { get: {} },
      '/v1/records/history': { get: {} },
      '/v1/search': { get: {} },
      '/v1/runs/{id}/entities/{stream}/{externalId}': { get: {} },
    });
  });
});

describe('on the command line', () => {
  const run = (...args: string[]) => syncline(args, { environment: { SYNCLINE_URL: product.url } });

  it('search lists what runs did with records', async () => {
    const { code, out } = await run('search', 'name of plain');
    expect(out).toMatch(new RegExp(`STARTED .*\\n.*${runs[0]} .*plain.*UPDATE.*\\n.*${runs[1]} .*plain.*CREATE`));
    expect(code).toBe(0);
    const scoped = ['--integration', 'searched', '--connector', 'http', '--run', runs[1] ?? '', '--step', 'things'];
    const { out: json } = await run('search', 'a/b', '--exact', ...scoped, '--json');
    expect(JSON.parse(json)).toMatchObject({
      items: [{ runId: runs[1], externalId: 'a/b' }],
      next: null,
      complete: true,
    });
    expect(await run('search', 'nobody')).toMatchObject({ code: 0, err: expect.stringContaining('No run') });
    expect(await run('search', 'a', '--run', 'nobody')).toMatchObject({ code: 4 });
    const all = (await run('search', 'name', '--all', '--json')).out.trim().split('\n');
    expect(all).toHaveLength(2 * ids.length);
  });

  it('history shows the fields that changed', async () => {
    const { code, out } = await run('history', 'searched', 'things', 'a/b');
    expect(out).toMatch(new RegExp(`${runs[0]} .*UPDATE.*version: 1 → 2\\n.*${runs[1]} .*CREATE`));
    expect(code).toBe(0);
    expect(await run('history', 'searched', 'things', 'nobody')).toMatchObject({ code: 4 });
    expect(JSON.parse((await run('history', 'searched', 'things', 'a/b', '--json')).out)).toMatchObject({
      complete: true,
    });
  });
});
