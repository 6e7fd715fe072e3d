import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listen, type Running } from '../../local/emulators/listen.ts';
import { manifest } from '../api/manifest.ts';
import { httpSettings, type Product, startProduct } from '../harness/product.ts';
import { sync } from '../harness/syncs.ts';

let product: Product;
let source: Running;
const things = [{ id: 'a' }, { id: 'b' }];

beforeAll(async () => {
  source = await listen(createServer((_request, response) => response.end(JSON.stringify({ data: things }))));
  product = await startProduct();
});
afterAll(async () => {
  await product?.close();
  await source?.close();
});

it('the whole product tells which records were changed, and keeps runs for as long as was set', async () => {
  const { api } = product;
  await api.updateSettings({ retention: { hotDays: 3, archiveDays: 60 } });
  expect(await api.settings()).toMatchObject({ retention: { hotDays: 3, archiveDays: 60 } });
  const settings = httpSettings(manifest, { base_url: source.url, api_token: 's3cret-token' });
  const { integrationId } = await api.createIntegration({ name: 'things', connector: 'http', settings });
  await sync(api, integrationId);
  things.splice(0, 1);
  const { runId } = await sync(api, integrationId, { type: 'full' });
  const { items } = await api.records(integrationId, { changedSince: new Date(Date.now() - 3_600_000).toISOString() });
  expect(items).toMatchObject([
    { externalId: 'a', action: 'DELETE', runId, data: null },
    { externalId: 'b', action: 'CREATE', data: { id: 'b' } },
  ]);
  expect(await api.clusters({ integrationId })).toEqual({ items: [], next: null });
});
