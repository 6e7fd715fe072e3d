import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account } from '../../local/account.ts';
import { listen, type Running } from '../../local/emulators/listen.ts';
import type { Integration } from '../../shared/api/integration.ts';
import type { Run } from '../../shared/api/run.ts';
import { settingsSchema } from '../../shared/api/settings.ts';
import { OrgSettingsStore } from '../../shared/orgs/org-settings-store.ts';
import { RunStore } from '../../shared/runs/run-store.ts';
import { startApi, type TestApi } from '../api/api.ts';
import { manifest } from '../api/manifest.ts';
import { syncline } from '../cli/syncline.ts';

const day = 86_400;
let api: TestApi;
let source: Running;
let clock = Date.parse('2026-03-01T00:00:00Z');
let store: OrgSettingsStore;

beforeAll(async () => {
  api = await startApi();
  source = await listen(createServer((_request, response) => response.end('{"data": []}')));
  store = new OrgSettingsStore(api.registry, () => clock);
});
afterAll(async () => {
  await source.close();
  await api.close();
});

async function send(method: string, path: string, body?: unknown) {
  const response = await fetch(`${api.url}${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

const daysLater = (days: number) => (clock += days * day * 1000);

describe('the retention of an org', () => {
  it('is 7 and 30 days until it is changed; a change leaves alone what it does not name', async () => {
    expect(await store.retention('one')).toEqual({ hotDays: 7, archiveDays: 30 });
    expect(await store.changeRetention('one', { hotDays: 3 })).toEqual({
      kind: 'changed',
      retention: { hotDays: 3, archiveDays: 30 },
    });
    await store.changeRetention('one', { archiveDays: 90 });
    expect(await store.retention('one')).toEqual({ hotDays: 3, archiveDays: 90 });
    expect(await store.retention('another')).toEqual({ hotDays: 7, archiveDays: 30 });
  });

  it('never has a hot copy that outlasts the archive, whoever changes it at once', async () => {
    expect(await store.changeRetention('two', { archiveDays: 3 })).toEqual({
      kind: 'hot-outlasts-archive',
      retention: { hotDays: 7, archiveDays: 3 },
    });
    for (let round = 0; round < 10; round++) {
      const org = `two-${round}`;
      const results = await Promise.all([
        store.changeRetention(org, { hotDays: 20 }),
        store.changeRetention(org, { archiveDays: 14 }),
        store.changeRetention(org, { hotDays: 1 }),
      ]);
      const { hotDays, archiveDays } = await store.retention(org);
      expect(hotDays).toBeLessThanOrEqual(archiveDays);
      // Whoever was told that it is changed finds it changed, unless somebody else changed the same later.
      if (results[1]?.kind === 'changed') expect(archiveDays).toBe(14);
    }
  });

  it('reaches back as far as runs are kept, and never further than they were', async () => {
    const reach = async () => (clock - (await store.trailReach('three'))) / day / 1000;
    expect(await reach()).toBe(30);
    await store.changeRetention('three', { archiveDays: 90 });
    expect(await reach()).toBe(30);
    daysLater(10);
    expect(await reach()).toBe(40);
    daysLater(100);
    expect(await reach()).toBe(90);
    await store.changeRetention('three', { archiveDays: 14 });
    expect(await reach()).toBe(14);
    await store.changeRetention('three', { archiveDays: 60 });
    expect(await reach()).toBe(14);
    daysLater(5);
    await store.changeRetention('three', { hotDays: 5 });
    expect(await reach()).toBe(19);
  });
});

describe('/v1/settings', () => {
  it('shows them, changes them, and applies them to runs that start from then on', async () => {
    expect(await send('GET', '/v1/settings')).toEqual({
      status: 200,
      body: { retention: { hotDays: 7, archiveDays: 30 }, alerts: { emails: [] } },
    });
    const settings = { manifest, config: { base_url: source.url, api_token: 's3cret' } };
    const made = await send('POST', '/v1/integrations', { name: 'kept', connector: 'http', settings });
    const path = `/v1/integrations/${(made.body as Integration).integrationId}/runs`;
    const before = (await send('POST', path)).body as Run;

    const changed = await send('PATCH', '/v1/settings', { retention: { hotDays: 2, archiveDays: 60 } });
    expect(changed).toMatchObject({ status: 200, body: { retention: { hotDays: 2, archiveDays: 60 } } });
    settingsSchema.strict().parse((await send('GET', '/v1/settings')).body);
    expect((await send('GET', '/v1/settings')).body).toEqual(changed.body);
    expect((await send('PATCH', '/v1/settings', {})).body).toEqual(changed.body);

    const other = await send('POST', '/v1/integrations', { name: 'kept too', connector: 'http', settings });
    const after = (await send('POST', `/v1/integrations/${(other.body as Integration).integrationId}/runs`))
      .body as Run;
    const kept = async ({ runId, startedAt }: Run) => {
      const run = await new RunStore(api.trail).get(account.accountId, runId);
      const start = Math.floor(Date.parse(startedAt) / 1000);
      return [((run?.hotUntil ?? 0) - start) / day, ((run?.expiresAt ?? 0) - start) / day];
    };
    expect(await kept(before)).toEqual([7, 30]);
    expect(await kept(after)).toEqual([2, 60]);
  });

  it.each([
    [{ retention: { hotDays: 0 } }, 'retention/hotDays'],
    [{ retention: { hotDays: 31 } }, 'retention/hotDays'],
    [{ retention: { hotDays: 1.5 } }, 'whole number'],
    [{ retention: { hotDays: null } }, 'retention/hotDays'],
    [{ retention: { archiveDays: 31 } }, 'must be one of 1, 3, 7, 14, 30, 60, 90, 180, 365'],
    [{ retention: { archiveDays: '30' } }, 'retention/archiveDays'],
    [{ retention: { coldDays: 3 } }, 'coldDays'],
    [{ retentions: {} }, 'retentions'],
  ])('refuses %j', async (body, said) => {
    const before = await send('GET', '/v1/settings');
    const refused = await send('PATCH', '/v1/settings', body);
    expect(refused.status).toBe(400);
    expect((refused.body as { detail: string }).detail).toContain(said);
    expect(await send('GET', '/v1/settings')).toEqual(before);
  });

  it('says what to give along with a change that cannot work alone', async () => {
    await send('PATCH', '/v1/settings', { retention: { hotDays: 7, archiveDays: 30 } });
    expect(await send('PATCH', '/v1/settings', { retention: { archiveDays: 3 } })).toMatchObject({
      status: 422,
      body: { type: '/problems/invalid-settings', detail: expect.stringContaining('"hotDays" of at most 3') },
    });
    expect((await send('GET', '/v1/settings')).body).toMatchObject({ retention: { hotDays: 7, archiveDays: 30 } });
  });

  it('are shown and changed from the command line', async () => {
    const run = (...args: string[]) => syncline(['settings', ...args], { environment: { SYNCLINE_URL: api.url } });
    expect(await run('--hot-days', '1', '--archive-days', '14', '--json')).toMatchObject({
      code: 0,
      out: '{"retention":{"hotDays":1,"archiveDays":14},"alerts":{"emails":[]}}\n',
    });
    expect((await run()).out).toBe(
      'The log of a run is kept for 14 days:\n  1 day in the database, the rest in the archive.\n' +
        'Told of alerts, where an integration names nobody: nobody.\n',
    );
    expect(await run('--archive-days', '31')).toMatchObject({
      code: 2,
      err: expect.stringContaining('Allowed choices'),
    });
    expect(await run('--hot-days', '15')).toMatchObject({ code: 2, err: expect.stringContaining('archiveDays') });
  });
});
