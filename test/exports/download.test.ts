import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { listen, type Running } from '../../local/emulators/listen.ts';
import { syncline } from '../cli/syncline.ts';

/** How a server answers for an export, and for its files; each test sets its own. */
let answer: (path: string, response: ServerResponse) => void;
let server: Running;
let directory: string;

beforeAll(async () => {
  server = await listen(createServer((request, response) => answer(request.url ?? '', response)));
});
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'syncline-download-'));
  return () => rm(directory, { recursive: true, force: true });
});
afterAll(() => server.close());

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

const file = (name: string, text: string, expiresAt = inAnHour()) => ({
  name,
  bytes: Buffer.byteLength(text),
  url: `${server.url}/files/${name}`,
  expiresAt,
});

const ready = (response: ServerResponse, files: readonly object[]) =>
  response.setHeader('content-type', 'application/json').end(JSON.stringify({ state: 'ready', files }));

const run = (output: string) =>
  syncline(['export', 'RUN', '--format', 'csv', '--output', output], { environment: { SYNCLINE_URL: server.url } });

it('keeps what was there where less comes than was announced, or nothing', async () => {
  const path = join(directory, 'log.csv');
  await writeFile(path, 'what was there');
  answer = (url, response) => (url.startsWith('/v1') ? ready(response, [file('a.csv', 'whole')]) : response.end('who'));
  expect(await run(path)).toMatchObject({ code: 3, err: expect.stringMatching(/a\.csv .*of 5 bytes, 3 came/) });
  answer = (url, response) =>
    url.startsWith('/v1') ? ready(response, [file('a.csv', 'whole')]) : response.writeHead(403).end('expired');
  expect(await run(path)).toMatchObject({ code: 3, err: expect.stringContaining('403') });
  expect(await readFile(path, 'utf8')).toBe('what was there');
  expect(await readdir(directory)).toEqual(['log.csv']);
});

it('asks for new addresses where the ones it has are at their end', async () => {
  let asked = 0;
  answer = (url, response) => {
    if (!url.startsWith('/v1')) return response.end(url === '/files/b.csv?new' ? 'bee' : 'no longer here');
    asked += 1;
    const fresh = { ...file('b.csv', 'bee'), url: `${server.url}/files/b.csv?new` };
    return ready(response, [asked === 1 ? file('b.csv', 'bee', new Date().toISOString()) : fresh]);
  };
  expect(await run(directory)).toMatchObject({ code: 0 });
  expect(await readFile(join(directory, 'b.csv'), 'utf8')).toBe('bee');
  expect(asked).toBe(2);
});

it('waits while files are being made, for as long as it is asked to', async () => {
  let asked = 0;
  answer = (url, response) => {
    if (!url.startsWith('/v1')) return response.end('see');
    asked += 1;
    if (asked > 2) return ready(response, [file('c.csv', 'see')]);
    const preparing = { state: 'preparing', files: [], retryAfterSeconds: 0 };
    return response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify(preparing));
  };
  expect(await run(`${directory}/new/`)).toMatchObject({ code: 0, err: 'The files are being made.\n' });
  expect(await readFile(join(directory, 'new', 'c.csv'), 'utf8')).toBe('see');
});

it('saves nothing outside of its directory, whatever a file is called', async () => {
  answer = (url, response) =>
    url.startsWith('/v1') ? ready(response, [{ ...file('d.csv', 'dee'), name: '../../d.csv' }]) : response.end('dee');
  expect(await run(join(directory, 'inner/'))).toMatchObject({ code: 0 });
  expect(await readdir(directory, { recursive: true })).toEqual(['inner', join('inner', 'd.csv')]);
});

it('says so where there is nothing', async () => {
  answer = (_url, response) => ready(response, []);
  expect(await run(directory)).toMatchObject({ code: 0, out: '', err: expect.stringContaining('nothing') });
});
