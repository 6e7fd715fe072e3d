import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Entity } from '../../shared/api/entity.ts';
import type { Integration } from '../../shared/api/integration.ts';
import type { List } from '../../shared/api/list.ts';
import type { Run } from '../../shared/api/run.ts';
import { type Product, startProduct } from '../harness/product.ts';
import { type GatedSource, gatedManifest, startGatedSource } from './gated-source.ts';
import { startInterruptibleProxy } from './interruptible-proxy.ts';
import { type Ended, startSyncline, syncline } from './syncline.ts';

let product: Product;
let source: GatedSource;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'syncline-cli-'));
  await writeFile(join(directory, 'things.yaml'), gatedManifest({ things: '/things' }));
  await writeFile(join(directory, 'partly.yaml'), gatedManifest({ things: '/things', missing: '/missing' }));
  await writeFile(join(directory, 'broken.yaml'), gatedManifest({ missing: '/missing' }));
  [source, product] = await Promise.all([startGatedSource(), startProduct()]);
});
afterAll(async () => {
  await product?.close();
  await source?.close();
  await rm(directory, { recursive: true, force: true });
});

const environment = (more: Record<string, string> = {}) => ({ SYNCLINE_URL: product.url, ...more });
const run = (args: readonly string[], input = ''): Promise<Ended> =>
  syncline(args, { environment: environment({ CRM_TOKEN: 's3cret-token' }), input });
const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await run([...args, '--json'])).out) as T;

/** An integration of its own for a test. */
async function connect(name: string, file = 'things.yaml', ...more: string[]): Promise<Ended> {
  const settings = ['--settings', `base_url=${source.url}`, 'api_token=env:CRM_TOKEN'];
  return run(['connect', join(directory, file), '--name', name, ...settings, ...more]);
}

const integrationNamed = async (name: string): Promise<Integration | undefined> =>
  (await json<List<Integration>>('integrations')).items.find((one) => one.name === name);

describe('connect', () => {
  it('makes an integration with a secret that is on no command line and in no answer', async () => {
    const { code, out, err } = await connect('CRM');
    expect(out).toMatch(/Created the integration CRM[\s\S]*things: full/);
    expect(`${out}${err}`).not.toContain('s3cret-token');
    expect(code).toBe(0);
    expect(await run(['test', 'crm'])).toMatchObject({ code: 0, out: expect.stringMatching(/^ok /) });
    expect(source.tokens.at(-1)).toBe('s3cret-token');
    expect((await run(['integrations'])).out).toMatch(/^NAME .*\n(.*\n)*CRM +http +ACTIVE +things +0 +never/);
  });

  it('names it after the file where no name is given, and reads settings from a file and from standard input', async () => {
    await writeFile(join(directory, 'all.json'), JSON.stringify({ base_url: source.url, page_limit: 5 }));
    const file = join(directory, 'things.yaml');
    const settings = [`@${join(directory, 'all.json')}`, 'verbose=true', 'proxy.port=81', 'api_token=-'];
    expect(await run(['connect', file, '--settings', ...settings], 'from-stdin\n')).toMatchObject({ code: 0 });
    expect((await integrationNamed('things'))?.settings['config']).toEqual({
      base_url: source.url,
      page_limit: 5,
      verbose: true,
      proxy: { port: 81 },
    });
    await run(['test', 'things']);
    expect(source.tokens.at(-1)).toBe('from-stdin');
  });

  it('changes an integration only when told to, and keeps its secret then', async () => {
    await connect('changing');
    const again = await connect('changing');
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining('--update') });
    const file = join(directory, 'things.yaml');
    const changed = ['connect', file, '--name', 'Changing', '--update', '--settings', `base_url=${source.url}/`];
    expect(await run(changed)).toMatchObject({ code: 0, out: expect.stringContaining('Updated the integration') });
    expect((await integrationNamed('changing'))?.settings['config']).toEqual({ base_url: `${source.url}/` });
    await run(['test', 'changing']);
    expect(source.tokens.at(-1)).toBe('s3cret-token');
  });

  it('warns of a secret in the shell history', async () => {
    const file = join(directory, 'things.yaml');
    const settings = [`base_url=${source.url}`, 'api_token=open-secret'];
    const { err } = await run(['connect', file, '--name', 'careless', '--settings', ...settings]);
    expect(err).toContain('api_token=env:NAME');
    expect(err).not.toContain('open-secret');
  });

  it('is refused with what the settings lack', async () => {
    const { code, err } = await run(['connect', join(directory, 'things.yaml'), '--name', 'lacking']);
    expect(err).toMatch(/base_url/);
    expect(code).toBe(2);
  });
});

describe('test', () => {
  it('ends with 1 where the source does not answer as it should', async () => {
    await connect('failing', 'broken.yaml');
    expect(await run(['test', 'failing'])).toMatchObject({ code: 1, out: expect.stringMatching(/^FAILED .*404/) });
  });
});

describe('test with other settings', () => {
  it('tries them with the secrets that are there, saves nothing, and leaves no entry', async () => {
    await connect('trying');
    const tests = async () =>
      (await json<List<Run>>('runs', '--integration', 'trying', '--action', 'test')).items.length;
    const tried = await run(['test', 'trying', '--settings', 'base_url=http://127.0.0.1:9']);
    expect(tried).toMatchObject({ code: 1, out: expect.stringMatching(/^FAILED/) });
    expect(await run(['test', 'trying', '--file', join(directory, 'broken.yaml')])).toMatchObject({ code: 1 });
    expect(await run(['test', 'trying', '--settings', 'page_limit=7', 'proxy.port=81'])).toMatchObject({ code: 0 });
    expect(source.tokens.at(-1)).toBe('s3cret-token');
    expect(await tests()).toBe(0);
    expect((await integrationNamed('trying'))?.settings['config']).toEqual({ base_url: source.url });
    await run(['test', 'trying']);
    expect(await tests()).toBe(1);
  });
});

describe('integration', () => {
  it('is switched off and on, renamed, shown and removed', async () => {
    await connect('whole');
    const off = await run(['integration', 'whole', '--disable', '--rename', 'Half']);
    expect(off.out).toMatch(/^Half\n(.*\n)*status +DISABLED: Switched off by a user\.\nlast run +never\n\nSTREAM/);
    expect(await run(['sync', 'half'])).toMatchObject({ code: 2, err: expect.stringContaining('DISABLED') });
    expect(await json('integration', 'half', '--enable', '--runner-wait', '3')).toMatchObject({
      status: 'ACTIVE',
      runnerWaitHours: 3,
    });
    expect((await run(['integration', 'half'])).out).toMatch(/status +ACTIVE\n(.*\n)*things +full +0 +– +–/);
    expect(await run(['integration', 'half', '--enable', '--disable'])).toMatchObject({ code: 2 });
    const entries = (await json<List<Run>>('runs', '--integration', 'half', '--action', 'update')).items;
    expect(entries.map(({ changes }) => changes?.map(({ field }) => field)).slice(0, 2)).toEqual([
      ['status', 'runnerWaitHours'],
      ['name', 'status'],
    ]);

    expect(await run(['disconnect', 'half'])).toMatchObject({ code: 0, out: expect.stringContaining('Removed') });
    expect(await run(['integration', 'half'])).toMatchObject({ code: 4 });
    expect(await run(['disconnect', 'half'])).toMatchObject({ code: 4 });
  });
});

describe('sync', () => {
  it('knows no integration that is not there', async () => {
    expect(await run(['sync', 'nobody'])).toMatchObject({ code: 4, err: expect.stringContaining('nobody') });
  });

  it('--follow ends with the run and its summary; its log can be read', async () => {
    await connect('followed');
    const { code, out } = await run(['sync', 'followed', '--full', '--follow']);
    expect(out).toMatch(/things: done, 3 records, 2 created, 1 skipped/);
    expect(out).toMatch(/followed: SUCCESS.*full sync/);
    expect(out).toMatch(/STREAM +PULLED +CREATED .*\nthings +3 +2 /);
    expect(code).toBe(0);

    const { items } = await json<List<Run>>('runs', '--integration', 'followed');
    expect(items).toHaveLength(1);
    const runId = items[0]?.runId ?? '';
    expect((await run(['runs', '--integration', 'followed'])).out).toMatch(
      new RegExp(`${runId} +followed +full +success`),
    );
    expect((await run(['run', runId])).out).toContain('followed: SUCCESS');

    const all = (await run(['entities', runId, '--all', '--json'])).out.trim().split('\n');
    expect(all.map((line) => (JSON.parse(line) as Entity).externalId).sort()).toEqual(['a', 'b', null]);
    const skipped = await run(['entities', runId, '--action', 'SKIP']);
    expect(skipped.out.trim().split('\n')).toHaveLength(2);
    expect(skipped.out).toContain('no_id');
    expect((await run(['entities', runId, '--q', 'ber'])).out).toContain('Berta');
    expect(await run(['entities', runId, '--limit', '1'])).toMatchObject({ err: expect.stringContaining('--all') });
    expect((await run(['calls', runId])).out).toMatch(/GET +200 .*\/things/);
  });

  it('prints nothing from outside that could steer the terminal', async () => {
    const { items } = await json<List<Run>>('runs', '--integration', 'followed');
    const { out } = await run(['entities', items[0]?.runId ?? '', '--all']);
    expect(out).toContain('Berta');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    expect(out).not.toMatch(/[\u001b\u0007]/);
  });

  it('--follow --json prints what a program can follow', async () => {
    await connect('for programs');
    const { code, out } = await run(['sync', 'for programs', '--follow', '--json']);
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string; run: Run });
    expect(events.at(-1)).toMatchObject({ event: 'end', run: { outcome: 'SUCCESS' }, steps: [{ stream: 'things' }] });
    expect(events.slice(0, -1).every(({ event }) => event === 'progress')).toBe(true);
    expect(code).toBe(0);
  });

  it('while a run is going ends with 5 and says which', async () => {
    await connect('busy');
    source.shut();
    try {
      const started = await json<Run>('sync', 'busy');
      const busy = await run(['sync', 'busy']);
      expect(busy).toMatchObject({ code: 5, err: expect.stringContaining(started.runId) });
      const forPrograms = await run(['sync', 'busy', '--json']);
      expect(JSON.parse(forPrograms.out)).toMatchObject({ error: { runId: started.runId } });
    } finally {
      source.open();
    }
  });

  it('--follow lets go of the run at Ctrl-C, and the run goes on', async () => {
    await connect('detached');
    source.shut();
    const following = startSyncline(['sync', 'detached', '--follow'], { environment: environment() });
    await Promise.all([following.printed('detached: running'), source.nextWaiting()]);
    following.child.kill('SIGINT');
    const { code, err } = await following.ended;
    source.open();
    const runId = /Run (\w+) goes on/.exec(err)?.[1] ?? '';
    expect(code).toBe(130);
    await expect.poll(async () => (await product.api.run(runId)).outcome, { timeout: 20_000 }).toBe('SUCCESS');
  });

  it('--follow waits while Syncline is away for a moment', async () => {
    await connect('patient');
    const proxy = await startInterruptibleProxy(product.url);
    source.shut();
    const following = startSyncline(['sync', 'patient', '--follow', '--url', proxy.url]);
    await following.printed('patient: running');
    proxy.interrupted = true;
    await following.complained('Trying again');
    proxy.interrupted = false;
    source.open();
    expect(await following.ended).toMatchObject({ code: 0, out: expect.stringContaining('patient: SUCCESS') });
    await proxy.close();
  });

  it('--follow ends with 6 for a partial and with 1 for a failed run, and says why', async () => {
    await connect('partly', 'partly.yaml');
    await connect('wholly', 'broken.yaml');
    const partial = await run(['sync', 'partly', '--follow']);
    expect(partial.out).toMatch(/partly: PARTIAL/);
    expect(partial.out).toMatch(/missing: http_404/);
    expect(partial.code).toBe(6);
    expect(await run(['sync', 'wholly', '--follow'])).toMatchObject({
      code: 1,
      out: expect.stringContaining('FAILED'),
    });
  });
});

describe('run', () => {
  it('that is not there ends with 4', async () => {
    expect(await run(['run', '01ARZ3NDEKTSV4RRFFQ69G5FAV'])).toMatchObject({ code: 4 });
    expect(await run(['entities', '01ARZ3NDEKTSV4RRFFQ69G5FAV'])).toMatchObject({ code: 4 });
  });
});
