import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { account } from '../../local/account.ts';
import { listen, type Running } from '../../local/emulators/listen.ts';
import { startSes } from '../../local/emulators/ses.ts';
import type { JsonObject } from '../../local/json.ts';
import { startAwsJsonServer } from '../../local/wire/aws-json-server.ts';
import { type Episode, EpisodeStore } from '../../shared/alerts/episode-store.ts';
import { HealthStore } from '../../shared/alerts/health-store.ts';
import { type Alert, alertSchema } from '../../shared/api/alert.ts';
import { type Integration, integrationSchema } from '../../shared/api/integration.ts';
import { listSchema } from '../../shared/api/list.ts';
import { defaultAlertSettings } from '../../shared/integrations/alert-settings.ts';
import { IntegrationStore } from '../../shared/integrations/integration-store.ts';
import { startApi, type TestApi } from '../api/api.ts';
import { manifest } from '../api/manifest.ts';
import { syncline } from '../cli/syncline.ts';

let api: TestApi;
let ses: Running;
let bus: Running;
let hook: Running;
const events: unknown[] = [];
const posted: unknown[] = [];

beforeAll(async () => {
  [api, ses] = await Promise.all([startApi(), startSes()]);
  const putEvents = ({ Entries }: JsonObject) => {
    events.push(Entries);
    return { FailedEntryCount: 0, Entries: [{ EventId: '1' }] };
  };
  bus = await startAwsJsonServer({ AWSEvents: { PutEvents: putEvents } }, () => {});
  hook = await listen(
    createServer(async (request, response) => {
      posted.push(await json(request));
      response.end();
    }),
  );
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SESV2: ses.url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
    CONSOLE_URL: 'https://console.example',
    MAIL_FROM: 'alerts@syncline.example',
    WEBHOOK_REACH: 'internet-and-loopback',
  });
});
afterAll(async () => {
  await Promise.all([hook.close(), bus.close(), ses.close()]);
  await api.close();
});

async function send<Body = unknown>(method: string, path: string, body?: unknown) {
  const response = await fetch(`${api.url}${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? undefined : JSON.parse(text)) as Body };
}

let made = 0;
async function connect(alerts?: object): Promise<Integration> {
  const settings = { manifest, config: { base_url: 'https://crm.example', api_token: 's3cret' } };
  const body = { name: `crm ${made++}`, connector: 'http', settings, ...(alerts && { alerts }) };
  const created = await send<Integration>('POST', '/v1/integrations', body);
  if (created.status !== 201) throw new Error(JSON.stringify(created.body));
  return created.body;
}

const mailsTo = async (address: string): Promise<{ subject: string; body: { text: string } }[]> => {
  const { emails } = (await (await fetch(`${ses.url}/store`)).json()) as { emails: never[] };
  return emails.filter(({ destination }: { destination: { to: string[] } }) => destination.to.includes(address));
};

const problem = (status: number, name: string) => ({ status, body: { type: `/problems/${name}` } });
const cli = (...args: string[]) =>
  syncline(args, { environment: { SYNCLINE_URL: api.url, HOOK: `${hook.url}/t0ken` } });

describe('the alert settings of an integration', () => {
  it('are on by default, and can be given when it is made', async () => {
    const { sealedWebhook, ...defaults } = defaultAlertSettings;
    expect((await connect()).alerts).toEqual(defaults);
    const off = await connect({ enabled: false, emails: ['ops@example.com'] });
    expect(off.alerts).toEqual({ ...defaults, enabled: false, emails: ['ops@example.com'] });
    integrationSchema.parse((await send('GET', `/v1/integrations/${off.integrationId}`)).body);
  });

  it('are changed in part; the address of a webhook is never given back', async () => {
    const { integrationId } = await connect();
    const path = `/v1/integrations/${integrationId}`;
    await send('PATCH', path, { alerts: { errorRate: { records: 0.5 }, stalenessHours: 3 } });
    const url = `${hook.url}/services/t0ken`;
    const changed = await send<Integration>('PATCH', path, {
      alerts: { webhookUrl: url, errorRate: { windowHours: 2 } },
    });
    expect(changed.body.alerts).toMatchObject({
      enabled: true,
      webhook: `${hook.url}/…`,
      errorRate: { records: 0.5, runs: 0.3, windowHours: 2 },
      stalenessHours: 3,
    });
    const stored = await new IntegrationStore(api.registry).get(account.accountId, integrationId);
    expect(stored?.alerts?.sealedWebhook).toMatch(/^v1\./);
    const history = await send('GET', `/v1/runs?integrationId=${integrationId}`);
    for (const shown of [changed, await send('GET', path), history])
      expect(JSON.stringify(shown)).not.toContain('t0ken');
    expect(JSON.stringify(stored)).not.toContain('t0ken');
    const without = await send<Integration>('PATCH', path, { alerts: { webhookUrl: null } });
    expect(without.body.alerts.webhook).toBeNull();
  });

  it.each([
    [{ emails: ['nobody'] }, 'alerts/emails/0'],
    [{ emails: Array.from({ length: 21 }, (_, n) => `a${n}@example.com`) }, 'alerts/emails'],
    [{ webhookUrl: 'ftp://example.com' }, 'alerts/webhookUrl'],
    [{ webhookUrl: 'no address' }, 'alerts/webhookUrl'],
    [{ errorRate: { records: 30 } }, 'alerts/errorRate/records'],
    [{ errorRate: { records: 0 } }, 'alerts/errorRate/records'],
    [{ errorRate: { windowHours: 0.5 } }, 'alerts/errorRate/windowHours'],
    [{ stalenessHours: -1 }, 'alerts/stalenessHours'],
    [{ on: true }, 'on'],
  ])('refuse %j', async (alerts, said) => {
    const { integrationId } = await connect();
    const refused = await send<{ detail: string }>('PATCH', `/v1/integrations/${integrationId}`, { alerts });
    expect(refused).toMatchObject(problem(400, 'invalid-body'));
    expect(refused.body.detail).toContain(said);
  });
});

describe('a test', () => {
  it('goes by mail, webhook and event, and changes no alert', async () => {
    const { integrationId } = await connect({ emails: ['one@example.com'], webhookUrl: `${hook.url}/t0ken` });
    const path = `/v1/integrations/${integrationId}/alerts`;
    expect(await send('POST', `${path}/test`)).toEqual({
      status: 200,
      body: { notified: ['email', 'webhook', 'event'], undelivered: [] },
    });
    const [mail] = await mailsTo('one@example.com');
    expect(mail?.subject).toMatch(/^\[Syncline\] crm \d+: a test of its alerts$/);
    expect(mail?.body.text).toContain(`https://console.example/integrations/${integrationId}`);
    expect(posted.at(-1)).toMatchObject({ alert: { notice: 'test', integrationId } });
    expect(events.at(-1)).toMatchObject([{ Source: 'syncline', DetailType: 'syncline.integration.alert' }]);
    expect((await send(`GET`, path)).body).toEqual({ items: [], next: null });
  });

  it('goes to those of the org where the integration names nobody, and says what did not go', async () => {
    await send('PATCH', '/v1/settings', { alerts: { emails: ['org@example.com'] } });
    expect((await send('GET', '/v1/settings')).body).toMatchObject({ alerts: { emails: ['org@example.com'] } });
    const { integrationId } = await connect({ webhookUrl: 'http://10.0.0.1/t0ken' });
    const { body } = await send('POST', `/v1/integrations/${integrationId}/alerts/test`);
    expect(body).toEqual({
      notified: ['email', 'event'],
      undelivered: [{ channel: 'webhook', reason: 'http://10.0.0.1 is not an address on the internet.' }],
    });
    expect(await mailsTo('org@example.com')).toHaveLength(1);
    await send('PATCH', '/v1/settings', { alerts: { emails: [] } });
  });

  it('needs an integration', async () => {
    expect(await send('POST', '/v1/integrations/none/alerts/test')).toMatchObject(
      problem(404, 'integration-not-found'),
    );
  });
});

/** An episode as an evaluation leaves it. */
async function episode({ integrationId, name }: Integration, of: Partial<Episode>): Promise<void> {
  const at = '2026-03-01T00:00:00.000Z';
  const notTold = { notify: null, claimedUntil: null, attempts: 0, notified: [], notifiedAt: null, undelivered: [] };
  await new EpisodeStore(api.registry).begin({
    ...{ org: account.accountId, integrationId, integrationName: name, kind: 'stale', state: 'RAISED', level: 0 },
    ...{ alertId: '01J00000000000000000000001', since: at, raisedAt: at, resolvedAt: null, revision: 1 },
    ...{ summary: 'No run has succeeded for 30 hours.', advice: '', numbers: {}, ...notTold },
    ...of,
  });
}

describe('the lists of alerts', () => {
  let crm: Integration;
  let shop: Integration;
  const list = async (path: string) => (await send<{ items: Alert[]; next: string | null }>('GET', path)).body;

  beforeAll(async () => {
    [crm, shop] = [await connect(), await connect()];
    const id = (n: number) => `01J0000000000000000000000${n}`;
    await episode(crm, { alertId: id(1), kind: 'stale', notified: ['email'] });
    await episode(crm, { alertId: id(4), kind: 'error-rate', state: 'PENDING', raisedAt: null });
    await episode(shop, { alertId: id(2), kind: 'volume', state: 'OK', resolvedAt: '2026-03-02T00:00:00.000Z' });
    await episode(shop, { alertId: id(3), kind: 'quarantine', state: 'CLEARING', since: '2026-03-03T00:00:00.000Z' });
  });

  it('have all of an org, what is raised first, each newest first, page by page', async () => {
    const whole = await list('/v1/alerts');
    z.parse(listSchema(alertSchema), whole);
    expect(whole.items.map(({ kind }) => kind)).toEqual(['quarantine', 'stale', 'error-rate', 'volume']);
    const first = await list('/v1/alerts?limit=3');
    const second = await list(`/v1/alerts?limit=3&cursor=${first.next}`);
    expect([...first.items, ...second.items]).toEqual(whole.items);
    expect(second.next).toBeNull();
    expect(await send('GET', '/v1/alerts?cursor=x')).toMatchObject(problem(400, 'invalid-cursor'));
    for (const path of ['/v1/alerts?state=RAISED&', '/v1/integrations?']) {
      expect(await send('GET', `${path}cursor=${first.next}`)).toMatchObject(problem(400, 'invalid-cursor'));
    }
  });

  it('have those of an integration, or in a state', async () => {
    expect((await list(`/v1/integrations/${crm.integrationId}/alerts`)).items).toHaveLength(2);
    expect(await list(`/v1/alerts?integrationId=${crm.integrationId}`)).toEqual(
      await list(`/v1/integrations/${crm.integrationId}/alerts`),
    );
    expect((await list('/v1/alerts?kind=volume')).items.map(({ kind }) => kind)).toEqual(['volume']);
    expect((await list('/v1/alerts?state=RAISED')).items.map(({ kind }) => kind)).toEqual(['quarantine', 'stale']);
    expect(await list(`/v1/alerts?integrationId=${crm.integrationId}`)).toEqual(
      await list(`/v1/integrations/${crm.integrationId}/alerts`),
    );
    expect((await list('/v1/alerts?kind=volume')).items.map(({ kind }) => kind)).toEqual(['volume']);
    expect((await list('/v1/alerts?state=RAISED')).items[0]).toMatchObject({
      state: 'RAISED',
      since: '2026-03-01T00:00:00.000Z',
      clearSince: '2026-03-03T00:00:00.000Z',
    });
    expect(await send('GET', '/v1/integrations/none/alerts')).toMatchObject(problem(404, 'integration-not-found'));
    expect(await send('GET', '/v1/alerts?state=LOUD')).toMatchObject(problem(400, 'invalid-parameter'));
  });

  it('are shown on the command line', async () => {
    const all = await cli('alerts');
    expect(all).toMatchObject({ code: 0, err: '' });
    expect(all.out.split('\n')[0]).toMatch(/^INTEGRATION +ALERT +STATE +SINCE +TOLD +WHAT/);
    expect(all.out).toMatch(/stale +RAISED .* email +No run has succeeded for 30 hours\./);
    expect(all.out).toMatch(/quarantine +RAISED \(clearing\)/);
    const one = await cli('alerts', crm.name, '--state', 'PENDING', '--json');
    expect(JSON.parse(one.out).items.map(({ kind }: Alert) => kind)).toEqual(['error-rate']);
    expect(await cli('alerts', shop.name, '--state', 'PENDING')).toMatchObject({
      code: 0,
      err: 'There are no alerts.\n',
    });
    expect(await cli('alerts', 'nothing')).toMatchObject({ code: 4 });
  });

  it('have none of an integration that was deleted', async () => {
    const gone = await connect();
    await episode(gone, { alertId: '01J00000000000000000000000' });
    const health = new HealthStore(api.registry);
    await send('DELETE', `/v1/integrations/${gone.integrationId}`);
    expect((await list('/v1/alerts')).items.some(({ integrationId }) => integrationId === gone.integrationId)).toBe(
      false,
    );
    expect(await health.get(account.accountId, gone.integrationId)).toMatchObject({ lastSuccess: null });
  });
});

describe('quarantine', () => {
  it('is on the integration with reason and way out, and goes with new settings or when it is switched on again', async () => {
    const { integrationId } = await connect();
    const store = new IntegrationStore(api.registry);
    const path = `/v1/integrations/${integrationId}`;
    const put = async (gaveUp: boolean) => {
      const seen = await store.get(account.accountId, integrationId);
      if (!seen) throw new Error('It is gone.');
      await store.replace(seen, {
        ...seen,
        ...(gaveUp && { status: 'DISABLED', statusReason: '3 scheduled runs in a row failed.' }),
        quarantine: {
          failedRuns: ['a', 'b', 'c'],
          strikes: 3,
          since: '2026-03-01T00:00:00.000Z',
          until: gaveUp ? null : '2026-03-01T06:00:00.000Z',
          error: 'The source answered 503.',
          gaveUp,
        },
      });
    };
    await put(false);
    const shown = (await send<Integration>('GET', path)).body;
    expect(shown).toMatchObject({
      status: 'ACTIVE',
      statusReason:
        'In quarantine until 2026-03-01T06:00:00.000Z. 3 scheduled runs in a row failed; the last one said: The source answered 503.',
      quarantine: {
        failures: 3,
        until: '2026-03-01T06:00:00.000Z',
        wayOut: expect.stringContaining('save the settings'),
      },
    });
    integrationSchema.parse(shown);
    expect((await send<Integration>('PATCH', path, { name: 'renamed' })).body.quarantine).not.toBeNull();
    const settings = { manifest, config: { base_url: 'https://other.example' } };
    expect((await send<Integration>('PATCH', path, { settings })).body).toMatchObject({
      quarantine: null,
      statusReason: null,
    });
    await put(true);
    expect((await send<Integration>('GET', path)).body).toMatchObject({
      status: 'DISABLED',
      quarantine: { until: null },
    });
    expect((await send<Integration>('PATCH', path, { disabled: false })).body).toMatchObject({
      status: 'ACTIVE',
      statusReason: null,
      quarantine: null,
    });
  });
});

describe('syncline alerting', () => {
  it('is decided where an integration is made', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'syncline-alerting-'));
    const file = join(directory, 'crm.yaml');
    await writeFile(file, manifest);
    const given = ['connect', file, '--settings', 'base_url=https://crm.example', 'api_token=s3cret', '--json'];
    const quiet = await cli(...given, '--name', 'quiet', '--no-alerts', '--alert-email', 'a@example.com');
    expect(JSON.parse(quiet.out).alerts).toMatchObject({ enabled: false, emails: ['a@example.com'] });
    const kept = await cli(...given, '--name', 'quiet', '--update');
    expect(JSON.parse(kept.out).alerts).toMatchObject({ enabled: false, emails: ['a@example.com'] });
    expect(JSON.parse((await cli(...given, '--name', 'loud')).out).alerts).toMatchObject({ enabled: true, emails: [] });
    await rm(directory, { recursive: true });
  });

  it('shows, changes and tests', async () => {
    const { name } = await connect();
    expect((await cli('alerting', name)).out).toBe(
      [
        'alerts          on',
        'e-mail          as in "syncline settings"',
        'webhook         none',
        'failed records  from 30 % within 24 h',
        'failed runs     from 30 % within 24 h',
        'no success      by the schedule',
        'volume          on',
        '',
      ].join('\n'),
    );
    const changes = ['--email', 'a@example.com', 'b@example.com', '--webhook', 'env:HOOK', '--failed-records', '12.5'];
    changes.push('--failed-runs', 'off', '--window', '12', '--stale', '36', '--volume', 'off', '--test');
    const changed = await cli('alerting', name, ...changes);
    expect(changed).toMatchObject({ code: 0, err: '' });
    expect(changed.out).toBe(
      [
        'alerts          on',
        'e-mail          a@example.com, b@example.com',
        `webhook         ${hook.url}/…`,
        'failed records  from 12.5 % within 12 h',
        'failed runs     off within 12 h',
        'no success      after 36 h',
        'volume          off',
        'test            sent by email, webhook, event',
        '',
      ].join('\n'),
    );
    expect(await mailsTo('b@example.com')).toHaveLength(1);
    const off = await cli('alerting', name, '--off', '--no-email', '--no-webhook', '--stale', 'auto', '--json');
    expect(JSON.parse(off.out)).toMatchObject({ enabled: false, emails: [], webhook: null, stalenessHours: 'auto' });
    expect(JSON.parse((await cli('alerting', name, '--on', '--json')).out)).toMatchObject({ enabled: true });
  });

  it('says what it cannot take, and fails where a test did not arrive', async () => {
    const { name } = await connect();
    for (const args of [
      ['--failed-records', '0'],
      ['--stale', 'soon'],
      ['--on', '--off'],
      ['--email', 'nobody'],
    ]) {
      expect((await cli('alerting', name, ...args)).code).toBe(2);
    }
    const failed = await cli('alerting', name, '--webhook', 'http://10.0.0.1/t0ken', '--test');
    expect(failed.code).toBe(1);
    expect(failed.out).toContain('webhook FAILED: http://10.0.0.1 is not an address on the internet.');
    expect(failed.out).not.toContain('t0ken');
  });

  it('sets who is told of an org', async () => {
    const set = await cli('settings', '--alert-email', 'ops@example.com');
    expect(set.out).toContain('Told of alerts, where an integration names nobody: ops@example.com.');
    expect((await cli('settings', '--no-alert-email')).out).toContain('names nobody: nobody.');
  });
});
