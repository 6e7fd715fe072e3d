import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gatedManifest } from './gated-source.ts';
import { syncline } from './syncline.ts';

let directory: string;
const file = (name: string) => join(directory, name);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'syncline-cli-'));
  await writeFile(file('good.yaml'), gatedManifest({ things: '/things' }));
  const custom = gatedManifest({ things: '/things', odd: '/odd' }).replace(
    /(name: odd[\s\S]*?)type: DpathExtractor/,
    '$1type: CustomRecordExtractor\n          class_name: source.Extractor',
  );
  await writeFile(file('custom.yaml'), custom);
  await writeFile(file('broken.yaml'), 'streams: [');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe('check', () => {
  it('finds nothing in a file that is supported', async () => {
    const { code, out } = await syncline(['check', file('good.yaml')]);
    expect(out).toBe('things: supported\n1 stream, all supported.\n');
    expect(code).toBe(0);
  });

  it('lists for each stream what is not supported, with its line', async () => {
    const { code, out } = await syncline(['check', file('custom.yaml')]);
    expect(out).toMatch(/things: supported\nodd: NOT SUPPORTED\n {2}line \d+: .*CustomRecordExtractor/);
    expect(out).toContain('2 streams, 1 supported.');
    expect(code).toBe(1);
  });

  it('says the same as JSON', async () => {
    const { code, out } = await syncline(['check', file('custom.yaml'), '--json']);
    expect(JSON.parse(out)).toMatchObject({
      problems: [],
      streams: [
        { name: 'things', supported: true },
        { name: 'odd', supported: false, problems: [expect.anything()] },
      ],
    });
    expect(code).toBe(1);
  });

  it('refuses what cannot be read', async () => {
    expect((await syncline(['check', file('broken.yaml')])).code).toBe(1);
    expect(await syncline(['check', file('nothing.yaml')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('There is no file'),
    });
  });
});

describe('usage', () => {
  it('is explained with its exit codes', async () => {
    const { code, out } = await syncline(['--help']);
    expect(out).toMatch(/connect[\s\S]*sync[\s\S]*Exit codes:[\s\S]*5 {2}a run of this integration/);
    expect(code).toBe(0);
  });

  it.each([
    [['nonsense']],
    [['sync']],
    [['sync', 'crm', '--full', '--update']],
    [['runs', '--outcome', 'GOOD']],
    [['runs', '--limit', '0']],
    [['entities', 'x', '--page', 'one']],
    [['check', 'a', '--unknown']],
  ])('that is wrong ends with 2: %s', async (args) => {
    const { code, err, out } = await syncline(args);
    expect(err).not.toBe('');
    expect(out).toBe('');
    expect(code).toBe(2);
  });
});

describe('without Syncline', () => {
  const nobody = 'http://127.0.0.1:1';

  it('ends with 3 and says what to do', async () => {
    const { code, err } = await syncline(['runs'], { environment: { SYNCLINE_URL: nobody } });
    expect(err).toMatch(/does not answer at http:\/\/127.0.0.1:1[\s\S]*npm start/);
    expect(code).toBe(3);
  });

  it('programs are told in JSON', async () => {
    const { code, out } = await syncline(['run', 'x', '--url', nobody, '--json']);
    expect(JSON.parse(out)).toMatchObject({ error: { detail: expect.stringContaining('does not answer') } });
    expect(code).toBe(3);
  });

  it('settings that cannot be read end with 2 before anybody is asked, and are not repeated', async () => {
    const connect = (...settings: string[]) =>
      syncline(['connect', file('good.yaml'), '--url', nobody, '--settings', ...settings]);
    expect(await connect('api_token=env:NOT_SET_ANYWHERE')).toMatchObject({
      code: 2,
      err: expect.stringContaining('NOT_SET_ANYWHERE'),
    });
    const bare = await connect('s3cret-token');
    expect(bare).toMatchObject({ code: 2 });
    expect(bare.err).not.toContain('s3cret-token');
    const json = await connect('{"api_token": "s3cret-token"');
    expect(json).toMatchObject({ code: 2 });
    expect(json.err).not.toContain('s3cret-token');
    expect(await connect('page_limit=many')).toMatchObject({ code: 2 });
    expect(await connect('a=-', 'b=-')).toMatchObject({ code: 2 });
    expect(await connect('base_url=x')).toMatchObject({ code: 3 });
  });
});
