import { describe, expect, it } from 'vitest';
import { httpTarget } from '../../connectors/http-target/http-target.ts';
import { SettingsError } from '../../shared/connector/connector.ts';
import type { JsonObject } from '../../shared/connector/json.ts';
import { httpWorld } from '../connector/http-world.ts';
import { contactsAt, findContact, secretOfTarget } from './outbound-world.ts';
import { targetContract } from './target-contract.ts';
import { startTarget } from './target-server.ts';

const from = { from: { integrationId: 'in' } };

targetContract(httpTarget, async () => {
  const server = await startTarget();
  const changed = { ...findContact, idempotencyHeader: 'Idempotency-Key' };
  return {
    settings: { ...from, ...contactsAt(server.url, changed) },
    secret: secretOfTarget,
    stream: 'people',
    held: () => server.byOurId(),
    refuse: () => server.misbehaves(() => ({ status: 422 })),
    close: server.close,
  };
});

const parsed = (settings: JsonObject) => httpTarget.settings.safeParse({ ...from, ...settings });

describe('settings', () => {
  it.each([
    ['no integration to read from', { from: {} }, /from.integrationId/],
    ['no address', { baseUrl: 'ftp://files' }, /must be an http or https address/],
    ['credentials in the address', { baseUrl: 'https://me:pass@crm.example' }, /put them into secretHeaders/],
    ['a header with a line break', { headers: { 'X-A': 'a\r\nX-B: b' } }, /line breaks/],
    ['a header that is none', { headers: { 'X A': 'a' } }, /headers.X A: /],
    ['no stream', { streams: {} }, /at least one stream/],
    [
      'another address in a path',
      { streams: { a: { create: { method: 'POST', path: 'https://evil/x' } } } },
      /a path behind/,
    ],
    ['what it does not know', { retries: 3 }, /retries/],
  ])('are refused with %s', (_, wrong, message) => {
    const result = httpTarget.settings.safeParse({ ...from, ...contactsAt('https://crm.example'), ...wrong });
    const told = result.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n');
    expect(told).toMatch(message);
  });

  it('say of every expression, id and credential what is wrong with it', () => {
    const { data } = parsed({
      ...contactsAt('https://crm.example', {
        create: { method: 'POST', path: '/c/{{ targetId }}' },
        update: { method: 'PUT', path: '/c/{{ recrod.id }}', body: { a: [{ b: '{{ now( }}' }] } },
        targetId: undefined,
      }),
      headers: { 'X-Api-Key': 'k' },
    });
    if (!data) throw new Error('refused');
    const problems = (() => {
      try {
        httpTarget.streams(data);
        return [];
      } catch (error) {
        return error instanceof SettingsError ? error.problems.map(({ detail }) => detail) : [];
      }
    })();
    const all = problems.join('\n');
    expect(all).toMatch(/"X-Api-Key" looks like a credential: put it into secretHeaders/);
    expect(all).toMatch(/stream people: create: the target has no targetId for the record yet/);
    expect(all).toMatch(/stream people: delete: targetId is not known/);
    expect(all).toMatch(/stream people: update: path: "recrod" is not known here/);
    expect(all).toMatch(/stream people: update: body: the expression cannot be parsed/);
  });

  it('have their secret headers as secrets, each by its pointer', () => {
    const { data } = parsed({
      ...contactsAt('https://crm.example'),
      secretHeaders: { 'X-Key': 'a', Authorization: 'b' },
    });
    expect(data && httpTarget.secrets(data)).toEqual(['/secretHeaders/X-Key', '/secretHeaders/Authorization']);
  });
});

describe('requests', () => {
  async function sentFor(changed: JsonObject, record: Partial<JsonObject> & { id?: string }, baseUrl?: string) {
    const server = await startTarget();
    try {
      server.misbehaves(() => ({ status: 200, body: '{"data":{"id":7}}' }));
      const { data } = parsed({ ...contactsAt(baseUrl ?? server.url, changed) });
      if (!data || !httpTarget.target) throw new Error('refused');
      httpTarget.streams(data);
      const { client: http, now } = httpWorld();
      const context = { settings: data, http, now, signal: new AbortController().signal };
      const of = { stream: 'people', id: record.id ?? 'x', name: null, targetId: null, idempotencyKey: 'k' };
      const result = await httpTarget.target
        .create(context, { ...of, data: record as JsonObject })
        .catch((error) => error);
      return { result, request: server.requests[0] };
    } finally {
      await server.close();
    }
  }

  it('carry values as they are, of whatever type, and texts made of several', async () => {
    const body = {
      zip: '{{ record.zip }}',
      age: '{{ record.age }}',
      active: '{{ record.active }}',
      none: '{{ record.nothing }}',
      tags: '{{ record.tags }}',
      full: '{{ record.first }} {{ record.last }}',
      upper: '{{ record.first | upper }}',
      fixed: 5,
      nested: [{ id: '{{ id }}' }],
    };
    const record = { id: '007', zip: '01234', age: 30, active: true, tags: ['a', 1], first: 'Ada', last: 'L' };
    const { request, result } = await sentFor({ create: { method: 'POST', path: '/contacts', body } }, record);
    expect(result).toEqual({ targetId: '7' });
    expect(request?.body).toEqual({
      zip: '01234',
      age: 30,
      active: true,
      none: null,
      tags: ['a', 1],
      full: 'Ada L',
      upper: 'ADA',
      fixed: 5,
      nested: [{ id: '007' }],
    });
  });

  it.each([
    ['a/b', '/api/c/a%2Fb'],
    ['../../admin', '/api/c/..%2F..%2Fadmin'],
    ['x?y#z', '/api/c/x%3Fy%23z'],
    ['ä€', '/api/c/%C3%A4%E2%82%AC'],
    ["'quoted'", "/api/c/'quoted'"],
    ['1e5', '/api/c/1e5'],
    ['True', '/api/c/True'],
  ])('never leave the place that the path has for %s', async (id, path) => {
    const { request } = await sentFor({ create: { method: 'PUT', path: 'c/{{ id }}' } }, { id });
    expect(request?.path).toBe(path);
  });

  it.each(['.', '..', ''])('are not sent where the id is "%s"', async (id) => {
    const { request, result } = await sentFor({ create: { method: 'PUT', path: '/c/{{ id }}' } }, { id });
    expect(result).toMatchObject({ code: 'expression_failed' });
    expect(request).toBeUndefined();
  });

  it('are not sent where a field of the path is not there, or is no text', async () => {
    for (const field of ['{{ record.missing }}', '{{ record.list }}', '{{ record.deep.er }}']) {
      const changed = { create: { method: 'PUT', path: `/c/${field}` } };
      const { request, result } = await sentFor(changed, { id: 'a', list: [1] });
      expect(result).toMatchObject({ code: 'expression_failed' });
      expect(request).toBeUndefined();
    }
  });

  it('tell a create whose answer has no id from one that failed', async () => {
    const { result } = await sentFor({ targetId: 'data.key' }, { id: 'a' });
    expect(result).toMatchObject({ code: 'target_no_id' });
  });
});

it('tests the connection with a request that changes nothing', async () => {
  const server = await startTarget();
  const { data } = parsed(contactsAt(server.url));
  if (!data) throw new Error('refused');
  const context = { settings: data, http: httpWorld().client, now: Date.now, signal: new AbortController().signal };
  expect(await httpTarget.test(context)).toMatchObject({ ok: true });
  expect(server.requests.map(({ method, path }) => [method, path])).toEqual([['GET', '/api']]);
  server.misbehaves(() => ({ status: 401 }));
  expect(await httpTarget.test(context)).toMatchObject({ ok: false, message: expect.stringMatching(/credentials/) });
  await server.close();
});
