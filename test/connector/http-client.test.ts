import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callSchema } from '../../shared/api/call.ts';
import { OutOfTimeError } from '../../shared/connector/out-of-time-error.ts';
import { httpWorld } from './http-world.ts';
import { json, type SourceServer, startSource, text } from './source-server.ts';

let source: SourceServer;
beforeEach(async () => {
  source = await startSource();
});
afterEach(() => source.close());

const get = (path = '/') => ({ method: 'GET', url: `${source.origin}${path}` }) as const;

describe('an answer', () => {
  test('carries status, headers in lower case and the parsed body, and is one call', async () => {
    source.answer = (_, response) => json(response, { a: [1] }, { 'X-Thing': 'yes' });
    const { client, calls } = httpWorld();
    const response = await client.request({ ...get('/items?a=1'), query: { b: 'x y', c: ['1', '2'] } });
    expect(response.json()).toEqual({ a: [1] });
    expect(response.headers['x-thing']).toBe('yes');
    expect(source.seen[0]?.url).toBe('/items?a=1&b=x+y&c=1&c=2');
    expect(calls).toHaveLength(1);
    expect(callSchema.omit({ page: true }).parse(calls[0])).toMatchObject({
      method: 'GET',
      url: `${source.origin}/items`,
      params: { a: '1', b: 'x y', c: '1,2' },
      status: 200,
      attempt: 1,
      error: null,
    });
  });

  test('keeps every digit of a number that a double cannot hold', async () => {
    source.answer = (_, response) => text(response, '{"id": 9007199254740993, "n": 12, "s": "1"}', 'application/json');
    const response = await httpWorld().client.request(get());
    expect(response.json()).toEqual({ id: '9007199254740993', n: 12, s: '1' });
  });

  test('may be compressed and in another charset', async () => {
    source.answer = ({ url }, response) => {
      if (url === '/gzip') {
        response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
        response.end(gzipSync('{"zipped":true}'));
      } else {
        response.writeHead(200, { 'content-type': 'application/json; charset=iso-8859-1' });
        response.end(Buffer.from('{"name":"Jürgen"}', 'latin1'));
      }
    };
    const { client } = httpWorld();
    expect((await client.request(get('/gzip'))).json()).toEqual({ zipped: true });
    expect((await client.request(get('/latin'))).json()).toEqual({ name: 'Jürgen' });
  });

  test('that is a page instead of JSON says so, with its start and without secrets', async () => {
    source.answer = (_, response) => text(response, '<html>Log in, sk_live_1234567890</html>', 'text/html');
    const response = await httpWorld({ secrets: ['sk_live_1234567890'] }).client.request(get());
    expect(() => response.json()).toThrow(
      expect.objectContaining({
        code: 'page_not_json',
        message: expect.stringMatching(/text\/html: <html>Log in, \[redacted\].*check the URL/s),
      }),
    );
  });

  test('larger than allowed is stopped and explained, not retried', async () => {
    source.answer = (_, response) => text(response, 'x'.repeat(3 * 1024 * 1024), 'text/plain');
    const { client, calls } = httpWorld({ limits: { bodyBytes: 2 * 1024 * 1024 } });
    await expect(client.request(get())).rejects.toMatchObject({
      code: 'body_too_large',
      message: expect.stringMatching(/2 MiB/),
    });
    expect(calls).toMatchObject([{ attempt: 1, status: 200, error: expect.stringContaining('2 MiB') }]);
  });
});

describe('a failure', () => {
  test.each([408, 425, 429, 500, 502, 503, 504])('with %i is tried again, each attempt a call', async (status) => {
    source.answer = (_, response, count) => json(response, { count }, {}, count < 3 ? status : 200);
    const { client, calls, waits } = httpWorld();
    await client.request(get());
    expect(calls.map((call) => [call.status, call.attempt])).toEqual([
      [status, 1],
      [status, 2],
      [200, 3],
    ]);
    expect(waits).toHaveLength(2);
    expect(waits[1]).toBe((waits[0] ?? 0) * 2);
  });

  test('that stays ends after six attempts with the status and what to do', async () => {
    source.answer = (_, response) => json(response, { message: 'broken' }, {}, 500);
    const { client, calls } = httpWorld();
    await expect(client.request(get())).rejects.toMatchObject({
      code: 'http_500',
      message: expect.stringMatching(/run again later.*broken/),
    });
    expect(calls).toHaveLength(6);
  });

  test.each([
    [401, /credentials/],
    [403, /permission/],
    [404, /URL/],
  ])('with %i is final and says what to check', async (status, hint) => {
    source.answer = (_, response) => json(response, {}, {}, status);
    const { client, calls } = httpWorld();
    await expect(client.request(get())).rejects.toMatchObject({
      code: `http_${status}`,
      message: expect.stringMatching(hint),
    });
    expect(calls).toHaveLength(1);
  });

  test('in the middle of a body is tried again', async () => {
    source.answer = (_, response, count) => {
      if (count > 1) return json(response, { whole: true });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"whole":', () => response.destroy());
    };
    const { client, calls } = httpWorld();
    expect((await client.request(get())).json()).toEqual({ whole: true });
    expect(calls.map((call) => call.error === null)).toEqual([false, true]);
  });

  test('to answer in time covers the body, too', async () => {
    source.answer = (_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{');
    };
    const { client, calls } = httpWorld({ limits: { attemptTimeoutMs: 50, attempts: 2 } });
    await expect(client.request(get())).rejects.toMatchObject({ code: 'timeout' });
    expect(calls).toHaveLength(2);
  });

  test('to connect is explained', async () => {
    const { origin } = source;
    await source.close();
    source = await startSource();
    const { client, calls } = httpWorld({ limits: { attempts: 2 } });
    await expect(client.request({ method: 'GET', url: origin })).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/refuses connections.*port/),
    });
    expect(calls).toMatchObject([{ status: null }, { status: null }]);
  });

  test('of a POST that may have been carried out is not repeated, unless it only reads', async () => {
    source.answer = (_, response, count) => json(response, {}, {}, count === 1 || count === 2 ? 500 : 200);
    const { client } = httpWorld();
    const post = { method: 'POST', url: source.origin, json: {} } as const;
    await expect(client.request(post)).rejects.toMatchObject({ code: 'http_500' });
    expect((await client.request({ ...post, idempotent: true })).status).toBe(200);
  });

  test('by abort ends everything with the reason', async () => {
    const controller = new AbortController();
    source.answer = () => controller.abort(new Error('stopped by the user'));
    const { client, calls } = httpWorld({ signal: controller.signal });
    await expect(client.request(get())).rejects.toThrow('stopped by the user');
    expect(calls).toMatchObject([{ error: 'aborted' }]);
  });

  test.each(['ftp://host/x', 'not a url', ''])('of the URL "%s" says so', async (url) => {
    await expect(httpWorld().client.request({ method: 'GET', url })).rejects.toMatchObject({ code: 'bad_url' });
  });
});

describe('a rate limit', () => {
  test('with Retry-After in seconds is waited out exactly', async () => {
    source.answer = (_, response, count) =>
      json(response, {}, count === 1 ? { 'retry-after': '7' } : {}, count === 1 ? 429 : 200);
    const { client, waits } = httpWorld();
    await client.request(get());
    expect(waits).toEqual([7000]);
  });

  test('with Retry-After as a date is counted by the clock of the source', async () => {
    const date = Date.UTC(2030, 0, 1);
    const headers = { date: new Date(date).toUTCString(), 'retry-after': new Date(date + 90_000).toUTCString() };
    source.answer = (_, response, count) => json(response, {}, count === 1 ? headers : {}, count === 1 ? 503 : 200);
    const { client, waits } = httpWorld();
    await client.request(get());
    expect(waits).toEqual([90_000]);
  });

  test('without any header backs off longer than a failure does', async () => {
    source.answer = (_, response, count) => json(response, {}, {}, count < 4 ? 429 : 200);
    const { client, waits } = httpWorld();
    await client.request(get());
    expect(waits).toEqual([1000, 2000, 4000]);
  });

  test('that is used up is waited for before the next request, and shown in the call', async () => {
    source.answer = (_, response, count) =>
      json(
        response,
        {},
        { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': count === 1 ? '0' : '9', 'x-ratelimit-reset': '30' },
      );
    const { client, waits, calls } = httpWorld();
    await client.request(get());
    expect(waits).toEqual([]);
    await client.request(get());
    await client.request(get());
    expect(waits).toHaveLength(1);
    expect(waits[0]).toBeGreaterThan(29_000);
    expect(waits[0]).toBeLessThanOrEqual(30_250);
    expect(calls[0]?.rateLimit).toMatchObject({ limit: 10, remaining: 0, resetAt: expect.stringContaining('T') });
  });

  test('answered with 403 is understood where the headers say so', async () => {
    source.answer = (_, response, count) =>
      json(
        response,
        {},
        count === 1 ? { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '5' } : {},
        count === 1 ? 403 : 200,
      );
    const { client, calls } = httpWorld();
    await client.request(get());
    expect(calls.map(({ status }) => status)).toEqual([403, 200]);
  });

  test('of many hours is not waited for', async () => {
    source.answer = (_, response) => json(response, {}, { 'retry-after': '86400' }, 429);
    const { client, waits } = httpWorld();
    await expect(client.request(get())).rejects.toMatchObject({
      code: 'rate_limited',
      message: expect.stringMatching(/1440 minutes/),
    });
    expect(waits).toEqual([]);
  });
});

describe('time running out', () => {
  test('before a wait that does not fit says when to go on', async () => {
    source.answer = (_, response) => json(response, {}, { 'retry-after': '60' }, 429);
    const { client, calls, waits } = httpWorld({ remainingMs: () => 30_000 });
    const error = await client.request(get()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OutOfTimeError);
    expect((error as OutOfTimeError).retryAt).toBeGreaterThan(Date.now() + 55_000);
    expect([calls.length, waits.length]).toEqual([1, 0]);
  });

  test('before a request sends none', async () => {
    const { client } = httpWorld({ remainingMs: () => 500 });
    await expect(client.request(get())).rejects.toBeInstanceOf(OutOfTimeError);
    expect(source.seen).toHaveLength(0);
  });

  test('during a request ends it, and is no failure of the source', async () => {
    source.answer = () => {};
    const { client, calls } = httpWorld({ remainingMs: () => 60, limits: { leastAttemptMs: 10 } });
    await expect(client.request(get())).rejects.toBeInstanceOf(OutOfTimeError);
    expect(calls).toHaveLength(1);
  });
});

describe('a redirect', () => {
  test('on the same origin is followed with the credentials, each hop a call', async () => {
    source.answer = ({ url }, response) => {
      if (url === '/old') return void response.writeHead(301, { location: '/new' }).end();
      json(response, {});
    };
    const { client, calls } = httpWorld();
    const response = await client.request({ ...get('/old'), headers: { 'X-Api-Key': 'k' } });
    expect(response.url).toBe(`${source.origin}/new`);
    expect(source.seen[1]?.headers['x-api-key']).toBe('k');
    expect(calls.map(({ status }) => status)).toEqual([301, 200]);
  });

  test('to another origin goes without any credential', async () => {
    const other = await startSource();
    source.answer = (_, response) => void response.writeHead(302, { location: `${other.origin}/there` }).end();
    const headers = { Authorization: 'Bearer t', 'X-Api-Key': 'k', Cookie: 'c', Accept: 'text/plain' };
    await httpWorld().client.request({ ...get(), headers });
    expect(other.seen[0]?.headers).toMatchObject({ accept: 'text/plain' });
    for (const name of ['authorization', 'x-api-key', 'cookie'])
      expect(other.seen[0]?.headers).not.toHaveProperty(name);
    await other.close();
  });

  test('of a body to another origin, in a circle or to another protocol is refused', async () => {
    const { client } = httpWorld();
    source.answer = (_, response) => void response.writeHead(307, { location: 'http://localhost:9/' }).end();
    await expect(client.request({ method: 'POST', url: source.origin, json: { key: 'k' } })).rejects.toMatchObject({
      code: 'unsafe_redirect',
    });
    source.answer = (_, response) => void response.writeHead(302, { location: '/' }).end();
    await expect(client.request(get())).rejects.toMatchObject({
      code: 'unsafe_redirect',
      message: expect.stringMatching(/5 times/),
    });
    source.answer = (_, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    await expect(client.request(get())).rejects.toMatchObject({ code: 'unsafe_redirect' });
  });
});

describe('what is sent', () => {
  test('is JSON, a form or plain text', async () => {
    const { client } = httpWorld();
    await client.request({ method: 'POST', url: source.origin, json: { a: 1 } });
    await client.request({ method: 'POST', url: source.origin, form: { a: 'x y', b: ['1', '2'] } });
    await client.request({ method: 'POST', url: source.origin, text: '<x/>', headers: { 'Content-Type': 'text/xml' } });
    expect(source.seen.map(({ body, headers }) => [headers['content-type'], body])).toEqual([
      ['application/json', '{"a":1}'],
      ['application/x-www-form-urlencoded', 'a=x+y&b=1&b=2'],
      ['text/xml', '<x/>'],
    ]);
  });

  test('may have its credentials in the URL, which no call shows', async () => {
    const { client, calls } = httpWorld();
    await client.request({ method: 'GET', url: source.origin.replace('//', '//me:pa%20ss@') });
    expect(source.seen[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:pa ss').toString('base64')}`);
    expect(JSON.stringify(calls)).not.toContain('pa%20ss');
  });

  test('shows no secret in any call or error, by value or by name', async () => {
    const secret = 'p@ss w/rd+1';
    source.answer = ({ url, headers }, response) => json(response, { asked: url, by: headers.authorization }, {}, 400);
    const { client, calls } = httpWorld({ secrets: [secret] });
    const basic = Buffer.from(`user:${secret}`).toString('base64');
    const request = client.request({
      ...get(`/${encodeURIComponent(secret)}/x`),
      query: { q: secret, api_key: 'unknown-to-us', page: '2' },
      headers: { Authorization: `Basic ${basic}` },
    });
    const error = await request.catch((thrown: unknown) => thrown as Error);
    const written = JSON.stringify([calls, (error as Error).message]);
    expect(written).not.toContain(secret);
    expect(written).not.toContain(encodeURIComponent(secret));
    expect(written).not.toContain(basic.slice(8, 20));
    expect(calls[0]?.params).toEqual({ q: '[redacted]', api_key: '[redacted]', page: '2' });
  });
});
