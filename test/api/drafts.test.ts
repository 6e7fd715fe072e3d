import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type Running } from '../../local/emulators/listen.ts';
import { type SettingsCheck, settingsCheckSchema } from '../../shared/api/connector.ts';
import { integrationHealthSchema } from '../../shared/api/health.ts';
import { type Integration, testReportSchema } from '../../shared/api/integration.ts';
import type { List } from '../../shared/api/list.ts';
import type { Problem } from '../../shared/api/problem.ts';
import { scheduleSchema } from '../../shared/api/schedule.ts';
import { gatedManifest } from '../cli/gated-source.ts';
import { startApi, type TestApi } from './api.ts';
import { manifest } from './manifest.ts';

let api: TestApi;
let source: Running;

beforeAll(async () => {
  api = await startApi();
  source = await listen(
    createServer((request, response) => {
      const isKnown = request.headers.authorization === 'Bearer s3cret-token';
      response.writeHead(isKnown ? 200 : 401).end('{"data": [{"id": 1}]}');
    }),
  );
});
afterAll(async () => {
  await source.close();
  await api.close();
});

async function send<Body>(method: string, path: string, body?: unknown): Promise<{ status: number; body: Body }> {
  const response = await fetch(`${api.url}${path}`, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Body };
}

const check = async (settings: object, connector = 'http'): Promise<SettingsCheck> => {
  const { status, body } = await send('POST', `/v1/connectors/${connector}/check`, { settings });
  expect(status).toBe(200);
  return settingsCheckSchema.parse(body);
};

const config = (more: object = {}) => ({ base_url: source.url, api_token: 's3cret-token', ...more });

const create = async (name: string, more: object = {}): Promise<Integration> => {
  const settings = { manifest, config: config(more) };
  const { status, body } = await send<Integration>('POST', '/v1/integrations', { name, connector: 'http', settings });
  expect(status).toBe(201);
  return body;
};

describe('settings that are being written', () => {
  it('are told what they lack, before there is a manifest and without what it asks for', async () => {
    expect(await check({})).toMatchObject({
      problems: [{ pointer: '/manifest', detail: expect.any(String) }],
      settings: { properties: { manifest: { contentMediaType: 'application/yaml' } } },
      secrets: [],
      streams: [],
      remarks: [],
    });
    const missing = await check({ manifest, config: { base_url: 5 } });
    expect(missing.problems).toEqual([
      { pointer: '/config/api_token', detail: 'is required' },
      { pointer: '/config/base_url', detail: 'must be of type string' },
    ]);
    expect(missing.settings).toMatchObject({
      properties: { config: { required: ['base_url', 'api_token'], properties: { page_limit: { type: 'integer' } } } },
    });
    expect(missing.secrets).toEqual(['/config/api_token']);
    expect(await check({ manifest, config: config() })).toMatchObject({
      problems: [],
      streams: [{ name: 'things', remarks: [] }],
    });
  });

  it('are told of each stream what is not supported, and which can be chosen', async () => {
    const odd = gatedManifest({ things: '/things', odd: '/odd' }).replace(
      /(name: odd[\s\S]*?)type: DpathExtractor/,
      '$1type: CustomRecordExtractor\n          class_name: source.Extractor',
    );
    const { streams, settings, problems } = await check({ manifest: odd, config: config() });
    expect(streams).toEqual([
      { name: 'things', remarks: [] },
      {
        name: 'odd',
        remarks: [expect.objectContaining({ line: expect.any(Number), message: expect.any(String) })],
      },
    ]);
    expect(settings).toMatchObject({ properties: { streams: { items: { enum: ['things'] } } } });
    expect(problems.map(({ detail }) => detail).join('\n')).toContain('stream odd');
    expect((await check({ manifest: odd, config: config(), streams: ['things'] })).problems).toEqual([]);
    const broken = await check({ manifest: 'streams: [' });
    expect([broken.streams, broken.remarks.length]).toEqual([[], 1]);
  });

  it('are checked with the integration that a target is to read from', async () => {
    const { integrationId } = await create('read from');
    const settings = (from: string, stream: string) => ({
      from: { integrationId: from },
      baseUrl: 'https://target.example',
      secretHeaders: { Authorization: 'hidden-value' },
      streams: { [stream]: { create: { method: 'POST', path: '/a' }, update: { method: 'PUT', path: '/a/{{ id }}' } } },
    });
    const good = await check(settings(integrationId, 'things'), 'http-target');
    expect(good).toMatchObject({ problems: [], secrets: ['/secretHeaders/Authorization'] });
    expect(good.streams).toEqual([{ name: 'things', remarks: [] }]);
    expect(JSON.stringify(good)).not.toContain('hidden-value');
    expect((await check(settings(integrationId, 'nothing'), 'http-target')).problems).toMatchObject([
      { pointer: '/streams/nothing' },
    ]);
    expect((await check(settings('nobody', 'things'), 'http-target')).problems).toMatchObject([
      { pointer: '/from/integrationId' },
    ]);
    expect((await send<Problem>('POST', '/v1/connectors/ftp/check', { settings: {} })).body.type).toBe(
      '/problems/unknown-connector',
    );
  });

  it('are tried without being saved', async () => {
    const path = '/v1/connectors/http/test';
    const before = (await send<List<Integration>>('GET', '/v1/integrations')).body.items.length;
    const good = await send('POST', path, { settings: { manifest, config: config() } });
    expect(testReportSchema.parse(good.body)).toMatchObject({ ok: true, runId: null, calls: [{ status: 200 }] });
    const wrong = await send('POST', path, { settings: { manifest, config: config({ api_token: 'wr0ng-token' }) } });
    expect(testReportSchema.parse(wrong.body)).toMatchObject({ ok: false, calls: [{ status: 401 }] });
    expect(JSON.stringify(wrong.body)).not.toContain('wr0ng-token');
    const refused = await send<Problem>('POST', path, { settings: { manifest, config: {} } });
    expect(refused).toMatchObject({
      status: 422,
      body: { problems: [{ pointer: '/config/base_url' }, { pointer: '/config/api_token' }] },
    });
    expect((await send<List<Integration>>('GET', '/v1/integrations')).body.items).toHaveLength(before);
  });
});

it('integrations are found by a part of their name, status, connector and direction', async () => {
  const wien = await create('Filiale Wien');
  await create('Filiale Graz');
  await send('PATCH', `/v1/integrations/${wien.integrationId}`, { disabled: true });
  const found = async (query: string) => {
    const { body } = await send<List<Integration>>('GET', `/v1/integrations?${query}`);
    return body.items.map(({ name }) => name);
  };
  expect(await found('q=FILIALE')).toEqual(['Filiale Graz', 'Filiale Wien']);
  expect(await found('q=filiale&status=DISABLED')).toEqual(['Filiale Wien']);
  expect(await found('q=filiale&direction=outbound')).toEqual([]);
  expect(await found('q=filiale&connector=http-target')).toEqual([]);
  expect(await found(`q=${wien.integrationId}`)).toEqual(['Filiale Wien']);
  const page = await send<List<Integration>>('GET', '/v1/integrations?q=filiale&limit=1');
  const rest = await send<List<Integration>>('GET', `/v1/integrations?q=filiale&limit=1&cursor=${page.body.next}`);
  expect([page, rest].map(({ body }) => body.items.map(({ name }) => name))).toEqual([
    ['Filiale Graz'],
    ['Filiale Wien'],
  ]);
});

it('a schedule is previewed without being saved, also where nothing starts it', async () => {
  const { integrationId } = await create('previewed');
  const path = `/v1/integrations/${integrationId}/schedule`;
  await send('PATCH', path, { paused: true });
  const change = { timeZone: 'Asia/Tokyo', streams: { things: { kind: 'cron', expression: '30 9 * * *' } } };
  const { body } = await send('POST', `${path}/preview`, change);
  const preview = scheduleSchema.parse(body);
  expect(preview).toMatchObject({ paused: true, timeZone: 'Asia/Tokyo', groups: [{ streams: ['things'] }] });
  expect(preview.groups[0]?.next).toHaveLength(5);
  // 9:30 in Tokyo, up to five minutes late.
  for (const at of preview.groups[0]?.next ?? []) expect(at).toMatch(/T00:3[0-5]:/);
  expect((await send('GET', path)).body).toMatchObject({ timeZone: 'UTC', groups: [] });
  const wrong = await send<Problem>('POST', `${path}/preview`, {
    streams: { things: { kind: 'cron', expression: 'daily' } },
  });
  expect(wrong).toMatchObject({ status: 422, body: { problems: [{ pointer: '/streams/things/expression' }] } });
});

it('the health of an integration names its runs, and its error rate beside the thresholds', async () => {
  const { integrationId } = await create('healthy');
  const path = `/v1/integrations/${integrationId}/health`;
  const none = { total: 0, failed: 0, rate: null, threshold: 0.3, isTooHigh: false };
  expect(integrationHealthSchema.parse((await send('GET', path)).body)).toEqual({
    integrationId,
    recentRuns: [],
    errorRates: { windowHours: 24, records: { ...none, minimum: 10 }, runs: { ...none, minimum: 1 } },
  });
  const { body: run } = await send<{ runId: string }>('POST', `/v1/integrations/${integrationId}/runs`, {});
  await send('POST', `/v1/integrations/${integrationId}/runs`, { dryRun: true });
  await send('POST', `/v1/integrations/${integrationId}/test`);
  const { recentRuns } = integrationHealthSchema.parse((await send('GET', path)).body);
  expect(recentRuns.map(({ runId, outcome }) => [runId, outcome])).toEqual([[run.runId, null]]);
  expect((await send('GET', '/v1/integrations/nobody/health')).status).toBe(404);
});
