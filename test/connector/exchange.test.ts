import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { httpWorld } from './http-world.ts';
import { json, type SourceServer, startSource } from './source-server.ts';

let source: SourceServer;
beforeEach(async () => {
  source = await startSource();
});
afterEach(() => source.close());

const get = () => ({ method: 'GET', url: source.origin }) as const;
const body = JSON.stringify({ text: 'ä'.repeat(200_000) });

test.each([
  ['gzip', gzipSync(body)],
  ['deflate', deflateSync(body)],
  ['br', brotliCompressSync(body)],
  ['zstd', zstdCompressSync(body)],
  ['gzip, br', brotliCompressSync(gzipSync(body))],
])('a body in the encoding %s is taken apart', async (encoding, bytes) => {
  source.answer = (_, response) => {
    response.writeHead(200, { 'content-encoding': encoding });
    response.end(bytes);
  };
  expect((await httpWorld().client.request(get())).text).toBe(body);
});

test.each(['gzip', 'br'])('a body that is empty may be called %s', async (encoding) => {
  source.answer = (_, response) => {
    response.writeHead(200, { 'content-encoding': encoding });
    response.end();
  };
  expect((await httpWorld().client.request(get())).text).toBe('');
});

test('an unknown encoding is named', async () => {
  source.answer = (_, response) => {
    response.writeHead(200, { 'content-encoding': 'compress' });
    response.end('x');
  };
  const { client, calls } = httpWorld({ limits: { attempts: 1 } });
  await expect(client.request(get())).rejects.toThrow('encoding compress');
  expect(calls).toMatchObject([{ status: 200, error: expect.stringContaining('compress') }]);
});

test('a body that outgrows the limit only when it is unpacked is refused', async () => {
  source.answer = (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' });
    response.end(gzipSync('0'.repeat(5_000_000)));
  };
  const { client } = httpWorld({ limits: { bodyBytes: 1_000_000 } });
  await expect(client.request(get())).rejects.toMatchObject({ code: 'body_too_large' });
});

test('a kept connection that the source has closed meanwhile is no failure for a GET', async () => {
  source.answer = (_, response, count) => {
    if (count === 2) response.destroy();
    else json(response, { count });
  };
  const { client, calls } = httpWorld();
  await client.request(get());
  expect((await client.request(get())).json()).toEqual({ count: 3 });
  expect(calls.map(({ status, attempt }) => [status, attempt])).toEqual([
    [200, 1],
    [200, 1],
  ]);
});

test('a POST is not sent a second time behind the back of the log', async () => {
  source.answer = (_, response, count) => {
    if (count === 2) response.destroy();
    else json(response, { count });
  };
  const { client, calls } = httpWorld();
  const post = { method: 'POST', url: source.origin, json: {} } as const;
  await client.request(post);
  await expect(client.request(post)).rejects.toMatchObject({ code: 'network' });
  expect(source.seen).toHaveLength(2);
  expect(calls.at(-1)).toMatchObject({ status: null });
});
