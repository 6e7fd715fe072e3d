import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen, type Running } from '../../local/emulators/listen.ts';
import type { Call } from '../../shared/api/call.ts';
import type { CreatedHook } from '../../shared/api/hook.ts';
import type { Integration, TestReport } from '../../shared/api/integration.ts';
import type { List } from '../../shared/api/list.ts';
import type { Problem } from '../../shared/api/problem.ts';
import type { Run } from '../../shared/api/run.ts';
import { startApi, type TestApi } from '../api/api.ts';
import { manifest } from '../api/manifest.ts';

let api: TestApi;
let source: Running;
let refuses = false;

beforeAll(async () => {
  api = await startApi();
  source = await listen(
    createServer((_request, response) => {
      response.writeHead(refuses ? 403 : 200);
      response.end(refuses ? '{"error": "no"}' : '{"data": [{"id": 1}]}');
    }),
  );
});
afterAll(async () => {
  await source.close();
  await api.close();
});

async function send<Body>(method: string, path: string, body?: unknown, key?: string) {
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: {
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, body: (text === '' ? null : JSON.parse(text)) as Body };
}

const settings = (config: object = {}) => ({
  manifest,
  config: { base_url: source.url, api_token: 's3cret-token', ...config },
});

async function created(name: string): Promise<string> {
  const { body, text, status } = await send<Integration>('POST', '/v1/integrations', {
    name,
    connector: 'http',
    settings: settings(),
  });
  expect(status, text).toBe(201);
  return body.integrationId;
}

const history = async (integrationId: string, query = '') =>
  (await send<List<Run>>('GET', `/v1/runs?integrationId=${integrationId}${query}`)).body.items;

describe('a test of the connection', () => {
  it('with the stored settings is in the history, with who, when, what came of it, and its calls', async () => {
    const id = await created('tested');
    const { body: report } = await send<TestReport>('POST', `/v1/integrations/${id}/test`);
    const [run] = await history(id, '&action=test');
    expect(run).toMatchObject({
      runId: report.runId,
      action: 'test',
      startedBy: 'admin',
      progress: 'FINISHED',
      outcome: 'SUCCESS',
      severity: 'OK',
      message: report.message,
      streams: [],
      changes: null,
      dryRun: false,
    });
    expect(Date.parse(run?.endedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(run?.startedAt ?? ''));
    const { body: calls } = await send<List<Call>>('GET', `/v1/runs/${run?.runId}/calls`);
    expect(calls.items).toMatchObject([{ method: 'GET', status: 200, url: expect.stringContaining('/things') }]);
    expect(JSON.stringify([run, calls])).not.toContain('s3cret-token');
  });

  it('that fails is one too, and says why', async () => {
    const id = await created('refused');
    refuses = true;
    const { body: report } = await send<TestReport>('POST', `/v1/integrations/${id}/test`);
    refuses = false;
    expect(report.ok).toBe(false);
    const [run] = await history(id, '&action=test');
    expect(run).toMatchObject({
      outcome: 'FAILED',
      severity: 'ERROR',
      error: { code: 'test_failed', message: report.message },
    });
    expect((await send<List<Call>>('GET', `/v1/runs/${run?.runId}/calls`)).body.items).not.toEqual([]);
  });

  it('with other settings leaves none, with the same ones sent along it does', async () => {
    const id = await created('unsaved');
    const test = (body: object) => send<TestReport>('POST', `/v1/integrations/${id}/test`, body);
    expect((await test({ settings: settings({ page_limit: 3 }) })).body.runId).toBeNull();
    expect(await history(id, '&action=test')).toEqual([]);
    const same = { manifest, config: { base_url: source.url } };
    expect((await test({ settings: same })).body.runId).toEqual(expect.any(String));
    expect(await history(id, '&action=test')).toHaveLength(1);
  });
});

describe('an update', () => {
  it('is in the history with what changed; of secrets only that they did', async () => {
    const id = await created('changing');
    const config = { page_limit: 3, api_token: 'an0ther-token', base_url: `${source.url}/` };
    await send('PATCH', `/v1/integrations/${id}`, { name: 'changed', settings: settings(config) });
    const [run, creation] = await history(id, '&action=update');
    expect(run).toMatchObject({ action: 'update', startedBy: 'admin', outcome: 'SUCCESS', integrationName: 'changed' });
    expect(run?.changes).toEqual(
      expect.arrayContaining([
        { field: 'name', old: 'changing', new: 'changed' },
        { field: 'settings.config.page_limit', new: 3 },
        { field: 'settings.config.base_url', old: source.url, new: `${source.url}/` },
        { field: 'settings.config.api_token' },
      ]),
    );
    expect(run?.changes).toHaveLength(4);
    expect(run?.message).toContain('settings.config.api_token');
    expect(creation).toMatchObject({ action: 'update', message: 'Created.' });
    expect(JSON.stringify([run, creation])).not.toMatch(/s3cret-token|an0ther-token/);
  });

  it('that changes nothing leaves no entry', async () => {
    const id = await created('same');
    await send('PATCH', `/v1/integrations/${id}`, { name: 'same', settings: settings() });
    expect(await history(id, '&action=update')).toHaveLength(1);
    await send('PATCH', `/v1/integrations/${id}`, { disabled: true });
    expect((await history(id, '&action=update'))[0]?.changes).toEqual([
      { field: 'status', old: 'ACTIVE', new: 'DISABLED' },
    ]);
  });

  it('of the schedule is one too, also one that pauses it', async () => {
    const id = await created('rhythmic');
    const path = `/v1/integrations/${id}/schedule`;
    await send('PATCH', path, { streams: { things: { kind: 'rate', every: 1, unit: 'hours' } } });
    await send('PATCH', path, { paused: true });
    await send('PATCH', path, { paused: true });
    const [paused, rhythm, ...others] = await history(id, '&action=update');
    expect(paused).toMatchObject({
      startedBy: 'admin',
      message: 'Changed: schedule.paused.',
      changes: [{ field: 'schedule.paused', old: false, new: true }],
    });
    expect(rhythm?.changes).toEqual([
      { field: 'schedule.streams.things', new: { kind: 'rate', every: 1, unit: 'hours' } },
    ]);
    expect(others).toMatchObject([{ message: 'Created.' }]);
  });

  it('of the webhook is one too, and shows no secret', async () => {
    const id = await created('hooked');
    const { body } = await send<CreatedHook>('POST', `/v1/integrations/${id}/hook`);
    await send('DELETE', `/v1/integrations/${id}/hook`);
    const entries = await history(id, '&action=update');
    expect(entries.map(({ message, changes }) => [message, changes])).toEqual([
      ['Removed: webhook.', [{ field: 'webhook.secret' }]],
      ['Changed: webhook.secret.', [{ field: 'webhook.secret' }]],
      ['Created.', expect.any(Array)],
    ]);
    expect(JSON.stringify(entries)).not.toContain(body.secret);
    expect((await send('DELETE', `/v1/integrations/${id}/hook`)).status).toBe(404);
    expect(await history(id, '&action=update')).toHaveLength(3);
  });

  it('also tells of a deletion', async () => {
    const id = await created('deleted');
    await send('DELETE', `/v1/integrations/${id}`);
    expect((await history(id))[0]).toMatchObject({ action: 'update', message: 'Deleted.', integrationName: 'deleted' });
  });
});

describe('the history', () => {
  it('has everything, or what is asked for; the last run is the last sync', async () => {
    const id = await created('mixed');
    await send('POST', `/v1/integrations/${id}/test`);
    const { body: run } = await send<Run>('POST', `/v1/integrations/${id}/runs`, {});
    const { body: dry } = await send<Run>('POST', `/v1/integrations/${id}/runs`, { dryRun: true });
    await send('PATCH', `/v1/integrations/${id}`, { name: 'mixed up' });
    expect((await history(id)).map(({ action }) => action)).toEqual(['update', 'sync', 'test', 'update']);
    expect((await history(id, '&action=sync')).map(({ runId }) => runId)).toEqual([run.runId]);
    expect((await history(id, '&dryRun=true')).map(({ runId }) => runId)).toEqual([dry.runId]);
    expect(await history(id, '&action=test&dryRun=true')).toEqual([]);
    const { body } = await send<Integration>('GET', `/v1/integrations/${id}`);
    expect(body.lastRun).toMatchObject({ runId: run.runId });
    expect((await send('GET', '/v1/runs?action=sleep')).status).toBe(400);
    expect((await send('GET', '/v1/runs?dryRun=maybe')).status).toBe(400);
  });
});

describe('over HTTP', () => {
  it('a key in the header makes two requests one', async () => {
    const id = await created('keyed');
    const path = `/v1/integrations/${id}/runs`;
    const both = await Promise.all([1, 2].map(() => send<Run>('POST', path, { type: 'full' }, 'nightly-1')));
    expect(both.map(({ status }) => status)).toEqual([202, 202]);
    expect(both[0]?.body.runId).toBe(both[1]?.body.runId);
    expect(await history(id, '&action=sync')).toHaveLength(1);
    expect((await send<Problem>('POST', path, { dryRun: true }, 'nightly-1')).body).toMatchObject({
      type: '/problems/idempotency-key-reused',
      status: 422,
    });
    expect((await send<Problem>('POST', path, {}, 'x'.repeat(256))).body).toMatchObject({
      type: '/problems/invalid-header',
    });
  });

  it('a run is cancelled, and done again when it has ended', async () => {
    const id = await created('stopped');
    const { body: run } = await send<Run>('POST', `/v1/integrations/${id}/runs`);
    const again = `/v1/runs/${run.runId}/retrigger`;
    expect((await send<Problem>('POST', again, { scope: 'all' })).body).toMatchObject({
      type: '/problems/run-not-ended',
      runId: run.runId,
    });
    const cancelled = await send<Run>('POST', `/v1/runs/${run.runId}/cancel`);
    expect(cancelled).toMatchObject({ status: 202, body: { progress: 'ABORTION_PENDING', cancelledBy: 'admin' } });
    expect((await send('POST', '/v1/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV/cancel')).status).toBe(404);
    expect((await send('POST', '/v1/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV/retrigger')).status).toBe(404);
    expect((await send<Problem>('POST', again, { scope: 'half' })).body).toMatchObject({
      type: '/problems/invalid-body',
    });
    const tested = await send<TestReport>('POST', `/v1/integrations/${id}/test`);
    const test = tested.body.runId ?? '';
    expect((await send<Problem>('POST', `/v1/runs/${test}/retrigger`)).body).toMatchObject({
      type: '/problems/nothing-to-retry',
      status: 409,
    });
    expect((await send<Problem>('POST', `/v1/runs/${test}/cancel`)).body).toMatchObject({
      type: '/problems/run-ended',
      status: 409,
    });
  });

  it('single records are refused where they cannot be asked for, and ids without their stream', async () => {
    const id = await created('by id');
    const start = async (body: object) => (await send<Problem>('POST', `/v1/integrations/${id}/runs`, body)).body;
    expect(await start({ streams: ['things'], ids: ['1'] })).toMatchObject({ type: '/problems/not-offered' });
    expect(await start({ ids: ['1'] })).toMatchObject({ type: '/problems/invalid-body' });
    expect(await start({ streams: ['things'], ids: [] })).toMatchObject({ type: '/problems/invalid-body' });
    expect(await start({ streams: ['things'], ids: ['1'], type: 'full' })).toMatchObject({
      type: '/problems/invalid-body',
    });
  });
});
