import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Product, startProduct } from '../harness/product.ts';

let product: Product;
beforeAll(async () => {
  product = await startProduct();
});
afterAll(() => product.close());

interface Answer {
  readonly status: number | undefined;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

/** With node:http, which neither decompresses nor tidies a path. */
function send(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(product.url, { path, headers, method }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    })
      .on('error', reject)
      .end();
  });
}

const page = async () => String((await send('/')).body);
const script = async () => /src="(\/assets\/[^"]+\.js)"/.exec(await page())?.[1] ?? 'none';

describe('the page', () => {
  test('is what every address within the console gets, and is asked for again each time', async () => {
    const html = await page();
    expect(html).toContain('<div id="console">');
    for (const path of ['/', '/index.html', '/runs/abc', '/records/crm/contacts/a.b@c.de', '/embed/x?tab=log']) {
      const { status, headers, body } = await send(path);
      expect({ path, status, type: headers['content-type'] }).toEqual({
        path,
        status: 200,
        type: 'text/html; charset=utf-8',
      });
      expect(headers['cache-control']).toBe('no-cache');
      expect(String(body)).toBe(html);
    }
  });

  test('is not sent again to who has it', async () => {
    const { headers } = await send('/');
    const again = await send('/runs', { 'if-none-match': String(headers['etag']) });
    expect(again.status).toBe(304);
    expect(again.body).toHaveLength(0);
    expect((await send('/', { 'if-none-match': '"another"' })).status).toBe(200);
  });

  test('comes with the security headers that are declared', async () => {
    const { headers } = await send('/runs');
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("frame-ancestors 'self'");
    expect(policy.join()).not.toContain('unsafe');
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' });
    expect(headers['strict-transport-security']).toMatch(/^max-age=\d{8}/);
  });
});

describe('an asset', () => {
  test('is kept for a year, and compressed as the client takes it', async () => {
    const path = await script();
    const whole = await send(path);
    expect(whole.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    expect(whole.headers['content-encoding']).toBeUndefined();

    const brotli = await send(path, { 'accept-encoding': 'gzip, deflate, br' });
    expect(brotli.headers['content-encoding']).toBe('br');
    expect(brotli.body.length).toBeLessThan(whole.body.length / 2);
    expect(brotliDecompressSync(brotli.body).equals(whole.body)).toBe(true);

    const zipped = await send(path, { 'accept-encoding': 'br;q=0, gzip' });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(zipped.body).equals(whole.body)).toBe(true);
  });

  test('has the type of what it is; what is compressed already stays so', async () => {
    const paths = [...(await page()).matchAll(/href="(\/assets\/[^"]+\.css)"/g)].map(([, path]) => path ?? '');
    const sheets = await Promise.all(paths.map((path) => send(path)));
    for (const { headers } of sheets) expect(headers['content-type']).toBe('text/css; charset=utf-8');
    const styles = sheets.map(({ body }) => String(body)).join('');
    const font = /\/assets\/[^")]+\.woff2/.exec(styles)?.[0] ?? 'none';
    const { headers } = await send(font, { 'accept-encoding': 'br' });
    expect(headers['content-type']).toBe('font/woff2');
    expect(headers['content-encoding']).toBeUndefined();
  });

  test('to HEAD has headers and no body', async () => {
    const path = await script();
    const { status, headers, body } = await send(path, {}, 'HEAD');
    expect({ status, length: headers['content-length'], body: body.length }).toEqual({
      status: 200,
      length: String((await send(path)).body.length),
      body: 0,
    });
  });

  test('that is not there is a 404, however it is asked for', async () => {
    for (const path of ['/assets/none.js', '/assets/', '/nothing.txt', '/assets/..%5c..%5cindex.html']) {
      expect({ path, status: (await send(path)).status }).toEqual({ path, status: 404 });
    }
  });

  test('lies within the bucket: no path leads out of it', async () => {
    const state = join(product.dataDirectory, 's3');
    for (const climb of ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..%252f', './../']) {
      for (const way of ['/assets/', '/assets/x/', '/']) {
        for (const target of ['etc/passwd', 'package.json', `${state.slice(1)}/x`, 'config.json']) {
          const { headers, body } = await send(way + climb.repeat(12) + target);
          const isOfConsole = headers['content-type'] === 'text/html; charset=utf-8' || target === 'config.json';
          expect({ way, climb, target, body: isOfConsole ? 'Not Found\n' : String(body) }).toEqual({
            way,
            climb,
            target,
            body: 'Not Found\n',
          });
        }
      }
    }
  });

  test('takes no other method', async () => {
    expect((await send(await script(), {}, 'DELETE')).status).toBe(403);
  });
});

test('the console is told what there is here', async () => {
  const { headers, body } = await send('/config.json');
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-cache' });
  expect(JSON.parse(String(body))).toEqual({ signIn: null, executionUrl: null });
});

test('the API stays as it is beside it', async () => {
  expect(JSON.parse(String((await send('/v1/runs')).body))).toEqual({ items: [], next: null });
  expect(JSON.parse(String((await send('/healthz')).body))).toEqual({ status: 'ok' });
  const { status, headers } = await send('/v1/nothing');
  expect({ status, type: headers['content-type'] }).toEqual({ status: 404, type: 'application/problem+json' });
});

test('outputs and links of mails lead to the console on this machine', async () => {
  expect(product.runtime.outputs['ConsoleUrl']).toBe(product.url);
});

test('what was published is noted, so that the next start need not do it again', () => {
  const id = product.runtime.resource('Console/Files/Published');
  const note = readFileSync(join(product.dataDirectory, 'custom-resources', `${id}.json`), 'utf8');
  expect(JSON.parse(note)).toMatchObject({ files: expect.stringMatching(/^[0-9a-f]{64}$/) });
});
