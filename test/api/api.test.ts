import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { hookDescription } from '../../functions/api/hook-description.ts';
import { routes } from '../../functions/api/routes.ts';
import { listen, type Running } from '../../local/emulators/listen.ts';
import { type Integration, integrationSchema, testReportSchema } from '../../shared/api/integration.ts';
import { listSchema } from '../../shared/api/list.ts';
import { type Problem, problemSchema } from '../../shared/api/problem.ts';
import { type Run, runSchema } from '../../shared/api/run.ts';
import { startApi, type TestApi } from './api.ts';
import { manifest } from './manifest.ts';

let api: TestApi;
let source: Running;

beforeAll(async () => {
  api = await startApi();
  source = await listen(createServer((_request, response) => response.end('{"data": [{"id": 1}]}')));
});
afterAll(async () => {
  await source.close();
  await api.close();
});

interface Answered {
  readonly status: number;
  readonly type: string | null;
  readonly location: string | null;
  readonly text: string;
  readonly body: unknown;
}

async function send(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(`${api.url}${path}`, {
    method,
    headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: text }),
  });
  const answer = await response.text();
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    location: response.headers.get('location'),
    text: answer,
    body: answer === '' ? undefined : JSON.parse(answer),
  };
}

async function problem(
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
): Promise<Problem> {
  const answer = await send(method, path, body, headers);
  expect(answer.type).toBe('application/problem+json');
  const parsed = z.strictObject(problemSchema.shape).parse(answer.body);
  expect(parsed.status).toBe(answer.status);
  return parsed;
}

const settings = (config: object = {}) => ({
  manifest,
  config: { base_url: source.url, api_token: 's3cret-token', ...config },
});

async function created(name: string): Promise<Integration> {
  const answer = await send('POST', '/v1/integrations', { name, connector: 'http', settings: settings() });
  expect(answer.status, answer.text).toBe(201);
  return z.strictObject(integrationSchema.shape).parse(answer.body);
}

describe('integrations', () => {
  it('are created, read, listed, found by name, changed and deleted; no answer holds a secret', async () => {
    const integration = await created('CRM one');
    const path = `/v1/integrations/${integration.integrationId}`;
    expect(integration).toMatchObject({
      name: 'CRM one',
      status: 'ACTIVE',
      settings: { config: { base_url: source.url } },
      secrets: ['/config/api_token'],
      streams: [{ name: 'things', modes: ['full'], knownRecords: 0, lastSyncedAt: null }],
      lastRun: null,
    });
    const answers = [
      await send('GET', path),
      await send('GET', '/v1/integrations'),
      await send('GET', '/v1/integrations?name=crm%20ONE'),
      await send('PATCH', path, { name: 'CRM two', settings: settings({ api_token: 'an0ther-token' }) }),
      await send('GET', path),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(answer.text).not.toMatch(/s3cret-token|an0ther-token/);
    }
    expect(answers[0]?.body).toEqual(integration);
    expect(listSchema(integrationSchema).parse(answers[2]?.body).items).toEqual([integration]);
    expect(answers[4]?.body).toMatchObject({ name: 'CRM two', createdAt: integration.createdAt });
    expect((await send('DELETE', path)).status).toBe(204);
    expect(await problem('GET', path)).toMatchObject({ type: '/problems/integration-not-found', status: 404 });
    expect(await problem('DELETE', path)).toMatchObject({ status: 404 });
    expect(await problem('PATCH', path, { name: 'x' })).toMatchObject({ status: 404 });
  });

  it('answer with the address of what was created', async () => {
    const answer = await send('POST', '/v1/integrations', { name: 'located', connector: 'http', settings: settings() });
    expect((await send('GET', String(answer.location))).body).toEqual(answer.body);
  });

  it('are listed page by page, each once', async () => {
    for (const name of ['p1', 'p2', 'p3']) await created(name);
    const ids: string[] = [];
    for (let path: string | null = '/v1/integrations?limit=2'; path !== null; ) {
      const { items, next } = listSchema(integrationSchema).parse((await send('GET', path)).body);
      ids.push(...items.map(({ integrationId }) => integrationId));
      path = next === null ? null : `/v1/integrations?limit=2&cursor=${encodeURIComponent(next)}`;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual([...ids].sort().reverse());
  });

  it('are tested with stored and with unsaved settings', async () => {
    const integration = await created('tested');
    const path = `/v1/integrations/${integration.integrationId}`;
    const stored = testReportSchema.parse((await send('POST', `${path}/test`)).body);
    expect(stored).toMatchObject({ ok: true, calls: [{ method: 'GET', status: 200 }] });
    const closed = await listen(createServer());
    await closed.close();
    const unsaved = await send('POST', `${path}/test`, { settings: { manifest, config: { base_url: closed.url } } });
    expect(testReportSchema.parse(unsaved.body).ok).toBe(false);
    expect(unsaved.text).not.toContain('s3cret-token');
    expect((await send('GET', path)).body).toEqual(integration);
  });

  it('are refused with what is wrong and what to do', async () => {
    await created('taken');
    const request = { name: 'taken', connector: 'http', settings: settings() };
    expect(await problem('POST', '/v1/integrations', request)).toMatchObject({
      type: '/problems/name-taken',
      status: 409,
      integrationId: expect.any(String),
    });
    expect(await problem('POST', '/v1/integrations', { ...request, connector: 'ftp' })).toMatchObject({
      type: '/problems/unknown-connector',
      known: expect.arrayContaining(['http']),
    });
    const missing = await problem('POST', '/v1/integrations', {
      ...request,
      name: 'other',
      settings: { manifest, config: { api_token: 's3cret-token' } },
    });
    expect(missing).toMatchObject({ type: '/problems/invalid-settings', problems: [expect.anything()] });
    expect(missing.detail).toContain('base_url');
    expect(missing.detail).not.toContain('s3cret-token');
    expect(await problem('POST', '/v1/integrations', { ...request, name: '<script>' })).toMatchObject({
      type: '/problems/invalid-body',
      problems: [{ pointer: '/name' }],
    });
    expect(await problem('POST', '/v1/integrations', { ...request, unknown: 1 })).toMatchObject({
      type: '/problems/invalid-body',
      detail: expect.stringContaining('unknown'),
    });
  });
});

describe('runs', () => {
  it('are started once at a time, readable at their address, and keep their integration from deletion', async () => {
    const { integrationId } = await created('running');
    const answer = await send('POST', `/v1/integrations/${integrationId}/runs`, { type: 'full' });
    expect(answer.status, answer.text).toBe(202);
    const run = z.strictObject(runSchema.shape).parse(answer.body);
    expect(run).toMatchObject({ integrationId, type: 'full', trigger: 'API', startedBy: 'admin', outcome: null });
    expect(api.started).toContain(run.runId);
    expect((await send('GET', String(answer.location))).body).toMatchObject({ runId: run.runId });
    expect((await send('GET', `/v1/runs/${run.runId}/steps`)).body).toEqual({ items: [], next: null });

    const busy = await problem('POST', `/v1/integrations/${integrationId}/runs`);
    expect(busy).toMatchObject({ type: '/problems/run-in-progress', status: 409, runId: run.runId });
    expect(await problem('DELETE', `/v1/integrations/${integrationId}`)).toMatchObject({
      type: '/problems/run-in-progress',
      runId: run.runId,
    });
    expect((await send('GET', `/v1/integrations/${integrationId}`)).body).toMatchObject({
      lastRun: { runId: run.runId },
    });
  });

  it('are started without a body too; with one that does not fit they are refused', async () => {
    const { integrationId } = await created('bodies');
    const path = `/v1/integrations/${integrationId}/runs`;
    expect(await problem('POST', path, { type: 'update' })).toMatchObject({ type: '/problems/mode-not-offered' });
    expect(await problem('POST', path, { streams: ['nothing'] })).toMatchObject({
      type: '/problems/unknown-stream',
      known: ['things'],
    });
    expect(await problem('POST', path, { type: 'quick' })).toMatchObject({ type: '/problems/invalid-body' });
    expect((await send('POST', path)).status).toBe(202);
    expect(await problem('POST', '/v1/integrations/nobody/runs')).toMatchObject({
      type: '/problems/integration-not-found',
    });
  });

  it('of a disabled integration are refused until it is switched on', async () => {
    const { integrationId } = await created('disabled');
    const path = `/v1/integrations/${integrationId}`;
    await send('PATCH', path, { disabled: true });
    expect(await problem('POST', `${path}/runs`)).toMatchObject({ type: '/problems/integration-not-active' });
    await send('PATCH', path, { disabled: false });
    expect((await send('POST', `${path}/runs`)).status).toBe(202);
  });

  it('are listed by filter, newest first, page by page', async () => {
    const { integrationId } = await created('listed');
    const { body } = await send('POST', `/v1/integrations/${integrationId}/runs`);
    const { runId } = body as Run;
    const list = async (query: string) =>
      listSchema(runSchema).parse((await send('GET', `/v1/runs?action=sync&${query}`)).body).items;
    expect((await list(`integrationId=${integrationId}`)).map((run) => run.runId)).toEqual([runId]);
    expect(await list(`integrationId=${integrationId}&progress=FINISHED`)).toEqual([]);
    expect(await list(`integrationId=${integrationId}&from=2100-01-01T00:00:00Z`)).toEqual([]);
    expect(await list(`integrationId=${integrationId}&from=2020-01-01T00:00:00%2B02:00`)).toHaveLength(1);

    const ids: string[] = [];
    for (let path: string | null = '/v1/runs?limit=1'; path !== null; ) {
      const { items, next } = listSchema(runSchema).parse((await send('GET', path)).body);
      ids.push(...items.map((run) => run.runId));
      path = next === null ? null : `/v1/runs?limit=1&cursor=${encodeURIComponent(next)}`;
    }
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    expect(ids[0]).toBe(runId);
  });

  it('that do not exist have no lists either', async () => {
    for (const path of [
      '',
      '/steps',
      '/pages',
      '/entities',
      '/calls',
      '/entity?step=a&externalId=1',
      '/entities/a/1',
    ]) {
      expect(await problem('GET', `/v1/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV${path}`), path).toMatchObject({
        type: '/problems/run-not-found',
        status: 404,
      });
    }
  });
});

describe('requests that do not fit', () => {
  const cases: [string, string, string, unknown?, Record<string, string>?][] = [
    ['unknown-path', 'GET', '/v1/nothing'],
    ['method-not-allowed', 'DELETE', '/v1/runs'],
    ['method-not-allowed', 'PATCH', '/v1/runs/x/entities/a/b'],
    ['unknown-parameter', 'GET', '/v1/runs?integration=x'],
    ['unknown-parameter', 'GET', '/v1/runs?__proto__=x'],
    ['unknown-parameter', 'GET', '/v1/connectors?limit=1'],
    ['invalid-parameter', 'GET', '/v1/runs?progress=DONE'],
    ['invalid-parameter', 'GET', '/v1/runs?limit=0'],
    ['invalid-parameter', 'GET', '/v1/runs?limit=many'],
    ['invalid-parameter', 'GET', '/v1/runs?from=yesterday'],
    ['invalid-parameter', 'GET', '/v1/runs?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z'],
    ['invalid-parameter', 'GET', '/v1/runs?type=full&type=update'],
    ['invalid-parameter', 'GET', '/v1/runs/x/entities?page=3'],
    ['invalid-cursor', 'GET', '/v1/runs?cursor=nonsense'],
    ['invalid-cursor', 'GET', '/v1/integrations?cursor=nonsense'],
    ['invalid-cursor', 'GET', '/v1/runs/x/entities?cursor=nonsense'],
    ['invalid-path', 'GET', '/v1/runs/x/entities/onlyastream'],
    ['not-json', 'POST', '/v1/integrations', '{"name": "s3cret-token'],
    ['not-json-type', 'POST', '/v1/integrations', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['invalid-body', 'POST', '/v1/integrations'],
    ['invalid-body', 'POST', '/v1/integrations', '[]'],
    ['unauthenticated', 'GET', '/v1/runs', undefined, { 'x-anonymous': 'yes' }],
    ['unauthenticated', 'POST', '/v1/integrations', '{', { 'x-anonymous': 'yes' }],
  ];
  it.each(cases)('%s: %s %s', async (type, method, path, body, headers) => {
    const answer = await problem(method, path, body, headers);
    expect(answer.type).toBe(`/problems/${type}`);
    expect(answer.detail.length).toBeGreaterThan(10);
    expect(answer.detail).not.toContain('s3cret-token');
  });

  it('name what would have fitted', async () => {
    expect((await problem('GET', '/v1/runs?integration=x')).detail).toContain('integrationId');
    expect((await problem('GET', '/v1/runs?progress=DONE')).detail).toContain('FINISHED');
    expect((await problem('DELETE', '/v1/runs')).known).toEqual(['GET']);
  });
});

describe('another org', () => {
  it('sees nothing of this one', async () => {
    const { integrationId } = await created('private');
    const { handler } = await import('../../functions/api/api.ts');
    const event = {
      version: '2.0',
      rawQueryString: '',
      headers: {},
      requestContext: {
        http: { method: 'GET', path: `/v1/integrations/${integrationId}` },
        authorizer: { iam: { accountId: '999999999999', userArn: 'arn:aws:iam::999999999999:user/eve' } },
      },
    };
    const answer = await handler(event as never, {} as never);
    expect(answer).toMatchObject({ statusCode: 404 });
  });
});

describe('what describes the API', () => {
  it('is open, complete and in step with the routes', async () => {
    const answer = await send('GET', '/openapi.json', undefined, { 'x-anonymous': 'yes' });
    expect(answer.status).toBe(200);
    const { openapi, paths, components } = z
      .object({
        openapi: z.string(),
        paths: z.record(z.string(), z.record(z.string(), z.unknown())),
        components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
      })
      .parse(answer.body);
    expect(openapi).toMatch(/^3\.1/);
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const all = [...routes, hookDescription];
    expect(described.sort()).toEqual(
      all
        .map(({ method, path, rest }) => `${method} ${path.replace('{proxy+}', rest ?? '{stream}/{externalId}')}`)
        .sort(),
    );
    const ids = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map((operation) => (operation as { operationId: string }).operationId),
    );
    expect(new Set(ids).size).toBe(all.length);
    expect(Object.keys(components.schemas)).toEqual(
      expect.arrayContaining(['Run', 'Integration', 'Problem', 'Entity']),
    );
    expect(answer.text.match(/"\$ref":"#\/components\/schemas\/(\w+)"/g)?.length).toBeGreaterThan(10);
  });

  it('says what connectors need', async () => {
    expect((await send('GET', '/v1/connectors')).body).toMatchObject({
      items: expect.arrayContaining([
        expect.objectContaining({
          type: 'http',
          cancellable: true,
          settings: expect.objectContaining({ type: 'object', required: expect.arrayContaining(['manifest']) }),
        }),
      ]),
    });
  });

  it('answers whether it can answer', async () => {
    expect((await send('GET', '/healthz', undefined, { 'x-anonymous': 'yes' })).body).toEqual({ status: 'ok' });
  });
});
