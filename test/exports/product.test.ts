import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { callOfRunSchema } from '../../shared/api/call.ts';
import { entitySchema } from '../../shared/api/entity.ts';
import { type Export, type ExportedFile, exportSchema } from '../../shared/api/export.ts';
import { pageSchema } from '../../shared/api/page.ts';
import { problemSchema } from '../../shared/api/problem.ts';
import { gatedManifest } from '../cli/gated-source.ts';
import { syncline } from '../cli/syncline.ts';
import { httpSettings, type Product, startProduct } from '../harness/product.ts';
import { sync } from '../harness/syncs.ts';
import { readTrail } from '../harness/trail.ts';
import { type ExportSource, hostileId, hostileNames, manyRecords, startExportSource } from './export-source.ts';
import { readRows } from './read-csv.ts';

let product: Product;
let source: ExportSource;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'syncline-export-'));
  [source, product] = await Promise.all([startExportSource(), startProduct()]);
});
afterAll(async () => {
  source?.open();
  await product?.close();
  await source?.close();
  await rm(directory, { recursive: true, force: true });
});

async function integrationWith(name: string, streams: Record<string, string>): Promise<string> {
  const settings = httpSettings(gatedManifest(streams), { base_url: source.url, api_token: 's3cret-token' });
  return (await product.api.createIntegration({ name, connector: 'http', settings })).integrationId;
}

async function runOf(name: string, streams: Record<string, string>): Promise<string> {
  const run = await sync(product.api, await integrationWith(name, streams));
  expect(run.outcome).toBe('SUCCESS');
  return run.runId;
}

const get = (runId: string, query: string) => fetch(`${product.url}/v1/runs/${runId}/export?${query}`);

async function problem(runId: string, query: string) {
  const response = await get(runId, query);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return z.strictObject(problemSchema.shape).parse(await response.json());
}

async function readyFiles(runId: string, query: string): Promise<ExportedFile[]> {
  const response = await get(runId, query);
  expect(response.status).toBe(200);
  const { state, files } = z.strictObject(exportSchema.shape).parse(await response.json());
  expect(state).toBe('ready');
  return files;
}

/** A file as anybody gets it who has its address. */
async function download({ url, name, bytes, expiresAt }: ExportedFile): Promise<Uint8Array> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${name}"`);
  expect(response.headers.get('content-type')).toMatch(
    name.endsWith('.csv') ? /^text\/csv; ?charset=utf-8$/ : /ndjson/,
  );
  const minutes = (Date.parse(expiresAt) - Date.now()) / 60_000;
  expect(minutes).toBeGreaterThan(55);
  expect(minutes).toBeLessThanOrEqual(60);
  const body = new Uint8Array(await response.arrayBuffer());
  expect(body.byteLength).toBe(bytes);
  return body;
}

const objectsIn = (bytes: Uint8Array): unknown[] =>
  Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

describe('a small run', () => {
  let runId: string;
  beforeAll(async () => {
    runId = await runOf('small', { hostile: '/hostile', 'odd/ünï name': '/few', 'odd/☃nï name': '/few' });
  });

  it('is there at once, a file for each stream, as a spreadsheet can take it', async () => {
    const files = await readyFiles(runId, 'format=csv');
    expect(files).toHaveLength(3);
    for (const { name } of files) expect(name).toMatch(/^[\w.-]+-entities-001\.csv$/);
    const [hostile] = await readyFiles(runId, 'format=csv&step=hostile');
    expect(hostile?.name).toBe(`${runId}-hostile-entities-001.csv`);
    const rows = readRows(await download(hostile as ExportedFile));
    const safe = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
    expect(new Map(rows.map(({ externalId, name }) => [externalId, name]))).toEqual(
      new Map(hostileNames.map((name, index) => [safe(hostileId(index)), safe(name)])),
    );
    expect(rows).toHaveLength(hostileNames.length);
    for (const row of rows) expect(row).toMatchObject({ sourceId: row['externalId'], page: '1', action: 'CREATE' });
    for (const row of rows) for (const cell of Object.values(row)) expect(cell ?? '').not.toMatch(/^[=+\-@\t\r]/);
  });

  it('has the objects that the API gives, one a line', async () => {
    const trail = await readTrail(product.api, runId);
    const lists = { entities: entitySchema, pages: pageSchema, calls: callOfRunSchema };
    for (const [of, schema] of Object.entries(lists)) {
      const files = await readyFiles(runId, `format=ndjson&of=${of}`);
      const exported = (await Promise.all(files.map(download))).flatMap(objectsIn);
      for (const object of exported) z.strictObject(schema.shape).parse(object);
      const listed: readonly unknown[] = trail[of as keyof typeof lists];
      expect(exported).toHaveLength(listed.length);
      expect(exported).toEqual(expect.arrayContaining([...listed]));
    }
  });

  it('has calls without secrets, with their stream, in CSV', async () => {
    const [file] = await readyFiles(runId, 'format=csv&of=calls&step=hostile');
    const bytes = await download(file as ExportedFile);
    expect(Buffer.from(bytes).toString()).not.toContain('s3cret-token');
    expect(readRows(bytes)).toMatchObject([{ stream: 'hostile', method: 'GET', status: '200', params: '{}' }]);
  });

  it('says what is wrong with a request', async () => {
    expect(await problem(runId, '')).toMatchObject({ type: '/problems/invalid-parameter', status: 400 });
    expect((await problem(runId, 'format=xlsx')).detail).toContain('ndjson');
    expect(await problem(runId, 'format=csv&of=steps')).toMatchObject({ type: '/problems/invalid-parameter' });
    expect(await problem(runId, 'format=csv&page=2')).toMatchObject({ type: '/problems/unknown-parameter' });
    expect(await problem(runId, 'format=csv&step=deals')).toMatchObject({
      type: '/problems/step-not-found',
      status: 404,
      known: expect.arrayContaining(['hostile']),
    });
    expect(await problem('01ARZ3NDEKTSV4RRFFQ69G5FAV', 'format=csv')).toMatchObject({
      type: '/problems/run-not-found',
      status: 404,
    });
  });

  it('is saved by the command line, in a directory', async () => {
    const to = `${join(directory, 'small')}/`;
    const result = await run('export', runId, '--format', 'csv', '--output', to);
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(result.out).toMatch(/hostile-entities-001\.csv {2}[\d.]+ k?B\n/);
    expect(result.out).toMatch(/3 files, [\d.]+ k?B\n$/);
    const names = (await readdir(to)).sort();
    expect(names).toEqual((await readyFiles(runId, 'format=csv')).map(({ name }) => name).sort());
    expect(readRows(await readFile(join(to, `${runId}-hostile-entities-001.csv`)))).toHaveLength(hostileNames.length);
  });

  it('is saved as one file where it is one, and not over several where it is more', async () => {
    const path = join(directory, 'one.ndjson');
    await writeFile(path, 'what was there before');
    const options = ['--format', 'ndjson', '--output', path, '--json'];
    const { code, out } = await run('export', runId, '--step', 'hostile', ...options);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ files: [{ name: expect.any(String), path, bytes: expect.any(Number) }] });
    expect(objectsIn(await readFile(path))).toHaveLength(hostileNames.length);
    const refused = await run('export', runId, ...options);
    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('directory') });
    expect(objectsIn(await readFile(path))).toHaveLength(hostileNames.length);
    const nowhere = await run(
      'export',
      runId,
      '--step',
      'hostile',
      '--format',
      'csv',
      '--output',
      join(directory, 'no/where.csv'),
    );
    expect(nowhere).toMatchObject({ code: 2, err: expect.stringContaining('where.csv') });
  });

  const run = (...args: string[]) => syncline(args, { environment: { SYNCLINE_URL: product.url } });
});

it('of a larger run, files are made by the workers, for whoever waits', { timeout: 90_000 }, async () => {
  const runId = await runOf('large', { many: '/many' });
  const first = await get(runId, 'format=ndjson');
  expect(first.status).toBe(202);
  const preparing = exportSchema.parse(await first.json()) satisfies Export;
  expect(preparing).toMatchObject({ state: 'preparing', files: [] });
  expect(first.headers.get('retry-after')).toBe(String(preparing.retryAfterSeconds));

  const to = `${join(directory, 'large')}/`;
  const result = await syncline(['export', runId, '--format', 'ndjson', '--output', to], {
    environment: { SYNCLINE_URL: product.url },
  });
  expect(result.code, result.err).toBe(0);
  const [name = '', ...others] = await readdir(to);
  expect(others).toEqual([]);
  const ids = objectsIn(await readFile(join(to, name))).map((object) => entitySchema.parse(object).externalId);
  expect(new Set(ids).size).toBe(manyRecords);
  expect(ids).toHaveLength(manyRecords);
});

it('of a run that is going, there are none yet', async () => {
  const integrationId = await integrationWith('gated', { gated: '/gated' });
  const { runId } = await product.api.startRun(integrationId, {});
  const refusal = await problem(runId, 'format=csv');
  expect(refusal).toMatchObject({ type: '/problems/run-not-ended', status: 409, runId });
  const refused = await syncline(['export', runId, '--format', 'csv'], { environment: { SYNCLINE_URL: product.url } });
  expect(refused).toMatchObject({ code: 2, err: expect.stringContaining('ended') });
  source.open();
});
