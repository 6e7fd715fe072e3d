import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../../../shared/api/run.ts';
import { type ChildServer, startChildServer } from '../../harness/child-server.ts';
import { httpSettings, type Product, startProduct } from '../../harness/product.ts';
import { compareRecords, noDifference, recordsById } from '../../harness/records.ts';
import { sync } from '../../harness/syncs.ts';
import { countActions, idsWith, readTrail } from '../../harness/trail.ts';
import { createScimClient, scimToken } from './scim-client.ts';

let source: ChildServer;
let scim: ReturnType<typeof createScimClient>;
let product: Product;
let integrationId: string;

beforeAll(async () => {
  [source, product] = await Promise.all([
    startChildServer(new URL('./scim-server.ts', import.meta.url)),
    startProduct(),
  ]);
  scim = createScimClient(source.url);
  const manifest = await readFile(new URL('./scim.yaml', import.meta.url), 'utf8');
  const settings = httpSettings(manifest, { base_url: `${source.url}/scim/v2`, token: scimToken });
  ({ integrationId } = await product.api.createIntegration({ name: 'directory', connector: 'http', settings }));
});

afterAll(async () => {
  await product?.close();
  await source?.close();
});

/** Nothing gets lost or invented between the source, the record store, the run's counts and its log. */
async function check(run: Run): Promise<Awaited<ReturnType<typeof readTrail>>> {
  const [atSource, stored] = await Promise.all([scim.all(), product.readRecords(integrationId, 'users')]);
  expect(compareRecords(recordsById(atSource), stored)).toEqual(noDifference);
  const trail = await readTrail(product.api, run.runId);
  expect(run.counts).toMatchObject(countActions(trail.entities));
  return trail;
}

// The tests are one story, told in order.
describe('a SCIM 2.0 directory that changes between the runs', () => {
  beforeEach(() => scim.disturb({ kind: 'none' }));

  it('loads every user', async () => {
    for (let n = 1; n <= 137; n++) await scim.create(`Given${n}`, `Family${n}`);

    const run = await sync(product.api, integrationId);

    expect(run).toMatchObject({ outcome: 'SUCCESS', counts: { pulled: 137, created: 137, skipped: 0 } });
    const trail = await check(run);
    expect(trail.pages.map((page) => page.records)).toEqual([20, 20, 20, 20, 20, 20, 17]);
    expect(trail.calls.map((call) => call.params['startIndex'] ?? null)).toEqual([
      null,
      ...[21, 41, 61, 81, 101, 121].map(String),
    ]);
    expect(JSON.stringify(trail)).not.toContain(scimToken);
  });

  it('follows changes, deletions and new users', async () => {
    const users = await scim.all();
    const renamed = [3, 40, 41, 136].map((n) => users[n]?.id ?? '');
    const deleted = [0, 60, 100].map((n) => users[n]?.id ?? '');
    for (const id of renamed) await scim.rename(id, 'Married');
    for (const id of deleted) await scim.delete(id);
    const hired = [await scim.create('Ines', 'Neu'), await scim.create('Ole', 'Neu')];

    const run = await sync(product.api, integrationId);

    expect(run).toMatchObject({
      outcome: 'SUCCESS',
      counts: { pulled: 136, created: 2, updated: 4, deleted: 3, unchanged: 130 },
      proof: [{ complete: true, unseen: 3, deleted: 3 }],
    });
    const { entities } = await check(run);
    expect(idsWith(entities, 'UPDATE')).toEqual(renamed.toSorted());
    expect(idsWith(entities, 'DELETE')).toEqual(deleted.toSorted());
    expect(idsWith(entities, 'CREATE')).toEqual(hired.map(({ id }) => id).toSorted());
    const { entity } = await product.api.entity(run.runId, 'users', renamed[0] ?? '');
    expect(entity.changes).toEqual([{ field: 'name.familyName', old: 'Family4', new: 'Married' }]);
  });

  it('writes nothing when nothing changed, and still logs each user', async () => {
    const run = await sync(product.api, integrationId);

    expect(run).toMatchObject({ outcome: 'SUCCESS', counts: { pulled: 136, unchanged: 136, signals: 0 } });
    expect((await check(run)).entities).toHaveLength(136);
  });

  it('deletes nobody when the directory fails in the middle', { timeout: 120_000 }, async () => {
    await scim.disturb({ kind: 'fail', afterPages: 2 });

    const run = await sync(product.api, integrationId);
    await scim.disturb({ kind: 'none' });

    expect(run.outcome).not.toBe('SUCCESS');
    expect(run).toMatchObject({
      severity: 'ERROR',
      counts: { deleted: 0 },
      proof: [{ complete: false, deletionsChecked: false }],
    });
    expect(run.error ?? (await readTrail(product.api, run.runId)).steps[0]?.error).toMatchObject({ code: 'http_500' });
    const trail = await check(run);
    expect(trail.entities).toHaveLength(40);
    expect(trail.calls.filter((call) => call.status === 500).length).toBeGreaterThan(1);
  });

  it('carries on as before once the directory is back', async () => {
    const run = await sync(product.api, integrationId);

    expect(run).toMatchObject({ outcome: 'SUCCESS', counts: { unchanged: 136, signals: 0 } });
    await check(run);
  });

  it('leaves deletions to the next run when users go while others are read, and says so', async () => {
    // The last page is gone, too: this directory answers with its first one to who asks for what is behind its end.
    const leaving = (await scim.all()).slice(-20).map(({ id }) => id);
    await scim.disturb({ kind: 'delete', afterPages: 6, ids: leaving });

    const run = await sync(product.api, integrationId);

    expect(run).toMatchObject({ outcome: 'PARTIAL', counts: { created: 0, updated: 0, deleted: 0, skipped: 20 } });
    expect(run.proof).toMatchObject([{ complete: false, deletionsChecked: false }]);
    expect(run.proof?.[0]?.missing).not.toEqual([]);
    await scim.disturb({ kind: 'none' });
    const settled = await sync(product.api, integrationId);
    expect(settled).toMatchObject({ outcome: 'SUCCESS', counts: { pulled: 116, unchanged: 116, deleted: 20 } });
    await check(settled);
  });

  it('does not take users for deleted that only moved up a page while they were read', async () => {
    const before = await scim.all();
    const leaving = before.slice(0, 3).map(({ id }) => id);
    await scim.disturb({ kind: 'delete', afterPages: 1, ids: leaving });

    const run = await sync(product.api, integrationId);

    const stored = await product.readRecords(integrationId, 'users');
    const stillThere = (await scim.all()).filter(({ id }) => !stored.has(id));
    expect(stillThere, JSON.stringify(run.proof)).toEqual([]);

    await scim.disturb({ kind: 'none' });
    await check(await sync(product.api, integrationId));
  });
});
