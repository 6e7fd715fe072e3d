import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { everyItem, type ProblemError } from '../../cli/api-client.ts';
import { followRun } from '../../cli/follow-run.ts';
import { listen, type Running } from '../../local/emulators/listen.ts';
import { callOfRunSchema } from '../../shared/api/call.ts';
import { entitySchema } from '../../shared/api/entity.ts';
import { pageSchema } from '../../shared/api/page.ts';
import { runSchema, stepSchema } from '../../shared/api/run.ts';
import { httpSettings, type Product, startProduct } from '../harness/product.ts';
import { manifest } from './manifest.ts';

/** Ids that a path, a query or a key could trip over. */
const ids = ['plain', 'a/b', 'what?', '50%25', 'sp ace', 'ünï#☃', '..', '"quoted"', 'x'.repeat(500)];

const silent = { json: true, terminal: null, line: () => {}, value: () => {}, note: () => {} };

let product: Product;
let source: Running;
let runId: string;

beforeAll(async () => {
  const records = ids.map((id) => ({ id, name: `name of ${id}` }));
  source = await listen(createServer((_request, response) => response.end(JSON.stringify({ data: records }))));
  product = await startProduct();
  const settings = httpSettings(manifest, { base_url: source.url, api_token: 's3cret-token' });
  const { integrationId } = await product.api.createIntegration({ name: 'ids', connector: 'http', settings });
  const run = await product.api.startRun(integrationId, {});
  await followRun(product.api, run.runId, silent);
  runId = run.runId;
});
afterAll(async () => {
  await product?.close();
  await source?.close();
});

const get = async (path: string) => (await fetch(`${product.url}/v1/runs/${runId}${path}`)).json();

describe('the log of a run', () => {
  it('has the form that is described', async () => {
    z.strictObject(runSchema.shape).parse(await get(''));
    const lists = { steps: stepSchema, pages: pageSchema, entities: entitySchema, calls: callOfRunSchema };
    for (const [name, schema] of Object.entries(lists)) {
      const list = z.strictObject({ items: z.array(z.strictObject(schema.shape)).min(1), next: z.null() });
      list.parse(await get(`/${name}`));
    }
  });

  it.each([1, 2, 1000])('gives every entity once, %i a page', async (limit) => {
    const found: (string | null)[] = [];
    for await (const entity of everyItem((parameters) => product.api.entities(runId, parameters), { limit })) {
      found.push(entity.externalId);
    }
    expect(found.toSorted()).toEqual(ids.toSorted());
  });

  it.each(ids)('finds the record %s', async (id) => {
    const { entity, calls } = await product.api.entity(runId, 'things', id);
    expect(entity).toMatchObject({ externalId: id, stream: 'things', action: 'CREATE' });
    expect(calls).toHaveLength(1);
    const byQuery = await product.api.entities(runId, { q: id });
    expect(byQuery.items.map(({ externalId }) => externalId)).toEqual([id]);
    expect((await product.api.entities(runId, { q: entity.internalId ?? '' })).items).toEqual(byQuery.items);
  });

  it('finds a record under its readable path, slashes and all', async () => {
    expect(await get('/entities/things/a%2Fb')).toMatchObject({ entity: { externalId: 'a/b' } });
    expect(await get('/entities/things/a/b')).toMatchObject({ entity: { externalId: 'a/b' } });
    expect(await get('/entities/things/sp%20ace')).toMatchObject({ entity: { externalId: 'sp ace' } });
  });

  it('says so where the run did not touch a record', async () => {
    const asked = product.api.entity(runId, 'things', 'nobody').catch((error: ProblemError) => error.problem);
    expect(await asked).toMatchObject({ type: '/problems/entity-not-found', status: 404 });
    expect(await get('/entities/other/plain')).toMatchObject({ type: '/problems/entity-not-found' });
  });

  it('takes a cursor only for the list it is from', async () => {
    const { next } = await product.api.entities(runId, { limit: 1 });
    expect(next).not.toBeNull();
    const elsewhere = product.api.entities(runId, { limit: 1, status: 'OK', cursor: next ?? '' });
    expect(await elsewhere.catch((error: ProblemError) => error.problem.type)).toBe('/problems/invalid-cursor');
    const other = product.api.calls(runId, { cursor: next ?? '' });
    expect(await other.catch((error: ProblemError) => error.problem.type)).toBe('/problems/invalid-cursor');
  });

  it('is narrowed by step and page', async () => {
    expect((await product.api.entities(runId, { step: 'things', page: 1 })).items).toHaveLength(ids.length);
    expect((await product.api.entities(runId, { step: 'things', page: 2 })).items).toEqual([]);
    expect((await product.api.pages(runId, { step: 'other' })).items).toEqual([]);
    expect((await product.api.calls(runId, { step: 'things', page: 1 })).items).toHaveLength(1);
  });

  it('is narrowed to a time, and says so of a time in which nothing can be', async () => {
    const { at } = (await product.api.entities(runId, { limit: 1 })).items[0] ?? expect.fail('There is none.');
    const after = new Date(Date.parse(at) + 1).toISOString();
    expect((await product.api.entities(runId, { from: at, to: after })).items).toHaveLength(ids.length);
    expect((await product.api.entities(runId, { from: after })).items).toEqual([]);
    expect((await product.api.entities(runId, { to: at })).items).toEqual([]);
    for (const range of [`from=${after}&to=${at}`, 'from=yesterday']) {
      expect(await get(`/entities?${range}`)).toMatchObject({ type: '/problems/invalid-parameter', status: 400 });
    }
  });

  it('holds no secret', async () => {
    for (const list of ['', '/steps', '/pages', '/entities', '/calls']) {
      expect(JSON.stringify(await get(list))).not.toContain('s3cret-token');
    }
  });

  it('holds no secret where a record shows one that has changed', async () => {
    let url = 'https://hooks.example.com/none';
    const answer = () => JSON.stringify({ data: [{ id: '1', hook: { url } }] });
    const echoing = await listen(createServer((_request, response) => response.end(answer())));
    const settings = httpSettings(manifest, { base_url: echoing.url, api_token: 's3cret/token' });
    const { integrationId } = await product.api.createIntegration({ name: 'echo', connector: 'http', settings });
    await followRun(product.api, (await product.api.startRun(integrationId, {})).runId, silent);

    url = `https://hooks.example.com/${encodeURIComponent('s3cret/token')}`;
    const second = await product.api.startRun(integrationId, {});
    await followRun(product.api, second.runId, silent);
    expect((await product.api.entity(second.runId, 'things', '1')).entity.changes).toEqual([
      { field: 'hook.url', old: 'https://hooks.example.com/none', new: 'https://hooks.example.com/[redacted]' },
    ]);
    expect(await product.readRecords(integrationId, 'things')).toEqual(new Map([['1', { id: '1', hook: { url } }]]));
    await echoing.close();
  });
});
