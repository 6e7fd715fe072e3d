import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { findIntegration } from '../../cli/find-integration.ts';
import type { Integration } from '../../shared/api/integration.ts';
import { startSyncline } from '../cli/syncline.ts';
import { type PagedSource, pagedManifest, startPagedSource } from '../control/paged-source.ts';
import { httpSettings, type Product, startProduct } from '../harness/product.ts';
import { sync, waitForRun } from '../harness/syncs.ts';
import { findContact, secretOfTarget } from './outbound-world.ts';
import { startTarget, type TargetServer } from './target-server.ts';

let product: Product;
let source: PagedSource;
let target: TargetServer;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'syncline-outbound-'));
  [source, target, product] = await Promise.all([startPagedSource(), startTarget(), startProduct()]);
});
afterAll(async () => {
  await product?.close();
  await target?.close();
  await source?.close();
  await rm(directory, { recursive: true, force: true });
});

const thing = (id: string, version = 1) => ({ id, name: `Thing ${id}`, version });
const connect = (...args: string[]) =>
  startSyncline(['connect-target', ...args, '--url', product.url], {
    environment: { TARGET_KEY: `Bearer ${secretOfTarget}` },
  }).ended;

it('sends what an inbound run has changed, by itself, from the source to the target', async () => {
  const settings = httpSettings(pagedManifest, { base_url: source.url });
  const inbound = await product.api.createIntegration({ name: 'Shop', connector: 'http', settings });
  const file = join(directory, 'target.yaml');
  await writeFile(
    file,
    `baseUrl: ${target.url}
streams:
  contacts:
    from: things
    create: { method: POST, path: /contacts }
    update: { method: PUT, path: "/contacts/{{ targetId }}" }
    delete: { method: DELETE, path: "/contacts/{{ targetId }}" }
    find: ${JSON.stringify(findContact.find)}
    targetId: data.id
`,
  );
  const secret = ['--settings', 'secretHeaders.Authorization=env:TARGET_KEY'];
  const made = await connect(file, '--from', 'shop', '--name', 'Newsletter', ...secret, '--json');
  expect(made.err).toBe('');
  const outbound = JSON.parse(made.out) as Integration;
  expect(outbound).toMatchObject({
    direction: 'outbound',
    target: 'http-target',
    readsFrom: inbound.integrationId,
    secrets: ['/secretHeaders/Authorization'],
    streams: [{ name: 'contacts', modes: ['full'], byId: true }],
  });
  expect(made.out).not.toContain(secretOfTarget);

  for (const id of ['a', 'b', 'c']) source.things.set(id, thing(id));
  await sync(product.api, inbound.integrationId, { type: 'full' });
  const runs = () => product.api.runs({ integrationId: outbound.integrationId, action: 'sync' });
  const started = await vi.waitUntil(async () => (await runs()).items[0], { timeout: 40_000, interval: 250 });
  const first = await waitForRun(product.api, started.runId);
  expect(first).toMatchObject({
    direction: 'outbound',
    type: 'background',
    trigger: 'TARGET_CHANGE',
    triggerName: 'SYNCLINE_CHANGES',
    outcome: 'SUCCESS',
    counts: { created: 3 },
  });
  expect(target.byOurId()).toEqual(new Map(['a', 'b', 'c'].map((id) => [id, thing(id)])));
  expect(target.requests[0]?.headers.authorization).toBe(`Bearer ${secretOfTarget}`);

  source.things.delete('a');
  source.things.set('b', thing('b', 2));
  // The settings can be changed without the secret, and a run can be started by hand.
  await connect(file, '--from', 'shop', '--name', 'newsletter', '--update');
  await sync(product.api, inbound.integrationId, { type: 'full' });
  expect(await sync(product.api, outbound.integrationId, { type: 'full' })).toMatchObject({
    outcome: 'SUCCESS',
    trigger: 'API',
    counts: { deleted: 1, updated: 1, unchanged: 1 },
  });
  expect(target.byOurId()).toEqual(
    new Map([
      ['b', thing('b', 2)],
      ['c', thing('c')],
    ]),
  );
});

it('refuses a target whose records come from nowhere', async () => {
  const file = join(directory, 'wrong.yaml');
  const request = '{ method: POST, path: /x }';
  await writeFile(file, `baseUrl: ${target.url}\nstreams: { people: { create: ${request}, update: ${request} } }\n`);
  const refused = await connect(file, '--from', 'Shop', '--name', 'Wrong');
  expect(refused.err).toMatch(/Shop has no stream "people"; it has things/);
  expect(refused.code).not.toBe(0);
  const outbound = await connect(file, '--from', 'Newsletter', '--name', 'Wrong');
  expect(outbound.err).toMatch(/Newsletter is outbound itself/);
  const { integrationId } = await findIntegration(product.api, 'newsletter');
  await expect(product.api.updateIntegration(integrationId, { runsOn: 'office' })).rejects.toThrow(/Runners only read/);
});
