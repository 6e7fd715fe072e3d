import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FixtureRuntime, startFixture } from './fixture/fixture-runtime.ts';

let fixture: FixtureRuntime;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.end());

interface Answer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** With node:http, since fetch would not let a test say Host or Origin. */
function send(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
) {
  return new Promise<Answer>((resolve, reject) => {
    const { body, ...rest } = options;
    request(new URL(path, fixture.runtime.url), { ...rest, path }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          text: Buffer.concat(chunks).toString('latin1'),
        }),
      );
    })
      .on('error', reject)
      .end(body);
  });
}

const event = async (path: string, options = {}) => JSON.parse((await send(path, options)).text);

describe('the event', () => {
  test('has method, path, query, headers, cookies and the caller', async () => {
    const headers = { 'X-Custom': 'One', cookie: 'a=1; b=2' };
    expect(await event('/v1/runs?x=1&x=2&y=%20', { headers })).toMatchObject({
      version: '2.0',
      routeKey: 'ANY /v1/{proxy+}',
      rawPath: '/v1/runs',
      rawQueryString: 'x=1&x=2&y=%20',
      queryStringParameters: { x: '1,2', y: ' ' },
      pathParameters: { proxy: 'runs' },
      headers: { 'x-custom': 'One' },
      cookies: ['a=1', 'b=2'],
      isBase64Encoded: false,
      requestContext: {
        stage: '$default',
        http: { method: 'GET', path: '/v1/runs', protocol: 'HTTP/1.1' },
        authorizer: { iam: { accountId: '000000000000', userArn: 'arn:aws:iam::000000000000:user/admin' } },
      },
    });
  });

  test('decodes path and parameters, as an HTTP API does', async () => {
    const { rawPath, pathParameters, routeKey } = await event('/v1/things/a%20b%2Fc');
    expect({ rawPath, pathParameters, routeKey }).toEqual({
      rawPath: '/v1/things/a b/c',
      pathParameters: { id: 'a b/c' },
      routeKey: 'GET /v1/things/{id}',
    });
    expect((await event('/v1/things/a', { method: 'DELETE' })).routeKey).toBe('ANY /v1/{proxy+}');
  });

  test('has text as it is and everything else in base64', async () => {
    const post = (type: string, body: string | Buffer) =>
      event('/v1/x', { method: 'POST', headers: { 'content-type': type }, body });
    expect(await post('application/problem+json', '{"ü":1}')).toMatchObject({
      body: '{"Ã¼":1}',
      isBase64Encoded: false,
    });
    expect(await post('image/png', Buffer.from([1, 2, 255]))).toMatchObject({ body: 'AQL/', isBase64Encoded: true });
  });
});

describe('the answer', () => {
  test('is what the function says, or what its value stands for', async () => {
    expect(await send('/healthz')).toMatchObject({
      status: 200,
      text: '{"ok":true}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await send('/v1/text')).toMatchObject({ status: 200, text: 'plain text' });
    const binary = await send('/v1/binary');
    expect(binary).toMatchObject({ status: 201, text: '\u0001\u0002\u0003', headers: { 'content-type': 'image/png' } });
    expect(await send('/v1/cookies')).toMatchObject({ status: 204, headers: { 'set-cookie': ['a=1; Path=/', 'b=2'] } });
  });

  test('is a 500 for a function that fails or answers nonsense', async () => {
    const failed = { status: 500, text: '{"message":"Internal Server Error"}' };
    expect(await send('/v1/throw')).toMatchObject(failed);
    expect(await send('/v1/nonsense')).toMatchObject(failed);
    expect(await send('/v1/slow')).toMatchObject(failed);
  });

  test('is a 404 where there is no route', async () => {
    expect(await send('/other')).toMatchObject({ status: 404, text: '{"message":"Not Found"}' });
    expect(await send('/healthz', { method: 'POST' })).toMatchObject({ status: 404 });
    expect(await send('/v1/')).toMatchObject({ status: 404 });
  });

  test('is a 413 for more than ten megabytes', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    expect(await send('/v1/x', { method: 'POST', body })).toMatchObject({ status: 413 });
  });

  test('to HEAD has no body', async () => {
    expect(await send('/v1/text', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
  });
});

describe('browsers', () => {
  const origin = 'https://console.example';

  test('get the CORS headers of the template for an origin that it allows', async () => {
    const headers = { origin, 'access-control-request-method': 'GET' };
    const preflight = await send('/v1/runs', { method: 'OPTIONS', headers });
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': 'GET',
        'access-control-max-age': '3600',
      },
    });
    expect((await send('/healthz', { headers: { origin } })).headers['access-control-allow-origin']).toBe(origin);
    const other = await send('/healthz', { headers: { origin: 'https://other.example' } });
    expect(other.headers['access-control-allow-origin']).toBeUndefined();
  });

  test('cannot act for a page of another origin', async () => {
    const from = async (headers: Record<string, string>) =>
      (await send('/v1/runs', { method: 'POST', headers })).status;
    expect(await from({ origin: 'https://evil.example' })).toBe(403);
    expect(await from({ origin: 'null' })).toBe(403);
    expect(await from({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' })).toBe(403);
    expect(await from({ origin: fixture.runtime.url })).toBe(200);
    expect(await from({ origin: 'http://localhost:5173' })).toBe(200);
    expect(await from({ origin: 'http://localhost.evil.example' })).toBe(403);
  });

  test('cannot reach it under a name that was pointed here', async () => {
    const to = async (host: string) => (await send('/v1/runs', { headers: { host } })).status;
    expect(await to('rebound.example')).toBe(403);
    expect(await to('127.0.0.1.evil.example:4400')).toBe(403);
    expect(await to('localhost:4400')).toBe(200);
    expect(await to('[::1]:4400')).toBe(200);
  });
});
