import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { trailListSchema } from '../../shared/api/list.ts';
import { changedRecordSchema } from '../../shared/api/record.ts';
import type { StoredIntegration } from '../../shared/integrations/integration-store.ts';
import { syncline } from '../cli/syncline.ts';
import { createWorld, org, pagesOf, type World } from '../pipeline/world.ts';
import { type ServedApi, startServedApi } from './served-api.ts';
import { writeRun } from './written-run.ts';

const second = '01J000000000000000000000BB';
const hour = 3_600_000;
let served: ServedApi;
let world: World;
let loaded: string;
let changed: string;
/** Between the two runs. */
let between: string;

const person = (id: string, city: string) => ({ id, name: `name of ${id}`, city });

beforeAll(async () => {
  served = await startServedApi();
  world = createWorld(served.services);
  const ids = ['a', 'b/ü?#', 'c', 'd', 'e'];
  await world.reads(
    pagesOf(
      ids.map((id) => person(id, 'Bonn')),
      2,
    ),
  );
  loaded = (await world.run({ type: 'full' })).runId;
  between = (await world.read(loaded)).endedAt ?? '';
  await world.reads(
    pagesOf(
      ids.slice(0, 4).map((id) => person(id, id < 'c' ? 'Köln' : 'Bonn')),
      2,
    ),
  );
  changed = (await world.run({ type: 'full' })).runId;
});
afterAll(() => served.close());

const listed = async (path: string) => {
  const { status, body } = await served.get(path);
  expect(status, JSON.stringify(body)).toBe(200);
  return trailListSchema(changedRecordSchema.strict()).strict().parse(body);
};
const ofIntegration = (query = '') => listed(`/v1/integrations/${world.integrationId}/records${query}`);
const told = ({ items }: Awaited<ReturnType<typeof listed>>) =>
  items.map(({ externalId, action, runId }) => [externalId, action, runId]);

describe('GET /v1/integrations/{id}/records', () => {
  it('has what two runs came to: each record once, as it is now', async () => {
    const all = await ofIntegration();
    expect(told(all).sort()).toEqual([
      ['a', 'UPDATE', changed],
      ['b/ü?#', 'UPDATE', changed],
      ['c', 'CREATE', loaded],
      ['d', 'CREATE', loaded],
      ['e', 'DELETE', changed],
    ]);
    expect(all.items.map(({ runId }) => runId)).toEqual([changed, changed, changed, loaded, loaded]);
    expect(all.items.find(({ externalId }) => externalId === 'a')?.data).toEqual(person('a', 'Köln'));
    expect(all.items.find(({ externalId }) => externalId === 'e')).toMatchObject({
      data: null,
      deletedAt: expect.any(String),
      integrationName: 'Test',
    });
    const { entity } = await served.api.entity(changed, 'contacts', 'a');
    expect(all.items.find(({ externalId }) => externalId === 'a')?.internalId).toBe(entity.internalId);
  });

  it('is narrowed by time, run, action and step, and goes on by cursor', async () => {
    const since = encodeURIComponent(between);
    expect((await ofIntegration(`?changedSince=${since}`)).items).toHaveLength(3);
    expect((await ofIntegration(`?runId=${loaded}`)).items.map(({ externalId }) => externalId).sort()).toEqual([
      'c',
      'd',
    ]);
    expect(told(await ofIntegration('?action=DELETE'))).toEqual([['e', 'DELETE', changed]]);
    expect((await ofIntegration('?step=contacts')).items).toHaveLength(5);
    expect(await ofIntegration('?step=deals')).toEqual({ items: [], next: null });
    expect((await ofIntegration('?changedSince=2100-01-01T00:00:00Z')).items).toEqual([]);
    const all = (await ofIntegration()).items;
    const found: unknown[] = [];
    for (let path: string | null = '?limit=2'; path !== null; ) {
      const { items, next }: Awaited<ReturnType<typeof listed>> = await ofIntegration(path);
      found.push(...items);
      path = next === null ? null : `?limit=2&cursor=${encodeURIComponent(next)}`;
    }
    expect(found).toEqual(all);
  });

  it('is refused with what is wrong, and what to do', async () => {
    const path = `/v1/integrations/${world.integrationId}/records`;
    const problem = async (query: string) => (await served.get(`${path}${query}`)).body;
    const { next } = await ofIntegration('?limit=1');
    expect(await problem(`?limit=1&action=CREATE&cursor=${next}`)).toMatchObject({ type: '/problems/invalid-cursor' });
    const elsewhere = await served.get(`/v1/connectors/test/records?limit=1&cursor=${next}`);
    expect(elsewhere.body).toMatchObject({ type: '/problems/invalid-cursor' });
    expect(await problem('?changedSince=yesterday')).toMatchObject({ type: '/problems/invalid-parameter' });
    expect(await problem('?action=SKIP')).toMatchObject({ type: '/problems/invalid-parameter' });
    expect(await problem('?runId=nobody')).toMatchObject({ type: '/problems/run-not-found', status: 404 });
    const beyond = await problem('?changedSince=2020-01-01T00:00:00Z');
    expect(beyond).toMatchObject({ type: '/problems/beyond-retention', status: 410 });
    // What it says can be asked, can be.
    const [earliest] = /\d{4}-[\d-]+T[\d:.]+Z/.exec((beyond as { detail: string }).detail) ?? [''];
    expect(Date.now() - Date.parse(earliest)).toBeLessThan(30 * 24 * hour);
    const later = new Date(Date.parse(earliest) + 60_000).toISOString();
    expect((await ofIntegration(`?changedSince=${later}`)).items).toHaveLength(5);
    expect((await served.get('/v1/integrations/nobody/records')).body).toMatchObject({
      type: '/problems/integration-not-found',
    });
  });

  it('shows nothing to another org', async () => {
    const { status } = await served.getAs('999999999999', `/v1/integrations/${world.integrationId}/records`);
    expect(status).toBe(404);
    expect((await served.getAs('999999999999', '/v1/connectors/http/records')).body).toEqual({ items: [], next: null });
  });
});

describe('GET /v1/connectors/{type}/records', () => {
  it('has those of all its integrations, by the time of their runs', async () => {
    const integration = await world.deps.integrations.get(org, world.integrationId);
    const other = { ...(integration as StoredIntegration), integrationId: second, name: 'Second', revision: 1 };
    await world.deps.integrations.create(other);
    const elsewhere = { ...other, integrationId: '01J000000000000000000000CC', connector: 'another' };
    await world.deps.integrations.create(elsewhere);
    const now = Date.now();
    const run = { org, endedAt: now, streams: { contacts: [[{ id: 'a', action: 'CREATE' as const }]] } };
    const older = await writeRun(world.deps, { ...run, integrationId: second, startedAt: now - 2 * hour });
    const newer = await writeRun(world.deps, {
      ...run,
      integrationId: second,
      startedAt: now,
      streams: { contacts: [[{ id: 'z', action: 'CREATE' }]] },
    });
    await writeRun(world.deps, { ...run, integrationId: elsewhere.integrationId, startedAt: now });
    const all = await listed('/v1/connectors/test/records');
    expect(all.items.map(({ integrationId, runId }) => [integrationId, runId])).toEqual([
      [second, newer],
      ...[changed, changed, changed, loaded, loaded].map((runId) => [world.integrationId, runId]),
      [second, older],
    ]);
    expect((await listed(`/v1/connectors/test/records?runId=${newer}`)).items).toHaveLength(1);
    const foreign = await served.get(`/v1/integrations/${second}/records?runId=${changed}`);
    expect(foreign.body).toMatchObject({ type: '/problems/run-not-found' });
  });

  it('has nothing of a connector without integrations, and knows no other', async () => {
    expect(await listed('/v1/connectors/http/records')).toEqual({ items: [], next: null });
    expect(await served.get('/v1/connectors/ftp/records')).toMatchObject({
      status: 422,
      body: { type: '/problems/unknown-connector', known: expect.arrayContaining(['http']) },
    });
  });
});

describe('syncline records', () => {
  const run = (...args: string[]) =>
    syncline(['records', world.integrationId, ...args], { environment: { SYNCLINE_URL: served.url } });

  it('lists them by time, run and action, and as JSON', async () => {
    const { code, out } = await run('--since', '24h');
    expect(code).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(6);
    expect(out).toMatch(new RegExp(`contacts +e +name of e +DELETE .* ${changed}`));
    const json = JSON.parse((await run('--since', between, '--action', 'UPDATE', '--json')).out);
    expect(json.items.map(({ externalId }: { externalId: string }) => externalId).sort()).toEqual(['a', 'b/ü?#']);
    const all = (await run('--run', loaded, '--all', '--json')).out.trim().split('\n');
    expect(all.map((line) => JSON.parse(line).runId)).toEqual([loaded, loaded]);
  });

  it('says what a time looks like, and how far back it can be', async () => {
    expect(await run('--since', 'yesterday')).toMatchObject({ code: 2, err: expect.stringContaining('24h') });
    expect(await run('--since', '400d')).toMatchObject({ code: 2, err: expect.stringContaining('or later') });
  });
});
