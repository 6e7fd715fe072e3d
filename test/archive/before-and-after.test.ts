import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { routes } from '../../functions/api/routes.ts';
import type { Running } from '../../local/emulators/listen.ts';
import type { Export } from '../../shared/api/export.ts';
import { defaultGuard } from '../../shared/guards/deletion-guard.ts';
import { internalIdOf } from '../../shared/records/stored-record.ts';
import { mergeIndex } from '../../shared/search/merge-index.ts';
import { serveApiOver } from '../api/api-over-services.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createWorld, org, type World } from '../pipeline/world.ts';
import { callingSource, startOddServer } from './calling-source.ts';

const day = 86_400_000;

let services: Services;
let world: World;
let api: Running;
let source: Running;

beforeAll(async () => {
  services = await startServices();
  const limits = { records: 70, characters: 1_000_000, flushAfterMs: 2_000, perCheckpoint: 64 };
  world = createWorld(services, limits, () => Date.now());
  api = await serveApiOver(services);
  source = await startOddServer();
});
afterEach(() => void vi.useRealTimers());
afterAll(async () => {
  await source.close();
  await api.close();
  await services.close();
});

async function ask(path: string): Promise<string> {
  const response = await fetch(`${api.url}${path}`);
  return `${response.status} ${response.headers.get('content-type')}\n${await response.text()}`;
}

/** Every page of a list, as text, by its cursors. */
async function askAll(path: string): Promise<string[]> {
  const answers: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = await ask(`${path}${path.includes('?') ? '&' : '?'}${cursor === '' ? '' : `cursor=${cursor}`}`);
    answers.push(answer);
    cursor = JSON.parse(answer.slice(answer.indexOf('\n'))).next ?? null;
  }
  return answers;
}

/** An export with what is in its files; only the addresses are new each time. */
async function askForFiles(path: string): Promise<string[]> {
  const response = await fetch(`${api.url}${path}`);
  const { state, files } = (await response.json()) as Export;
  const contents = files.map(async ({ name, bytes, url }) => {
    const file = await fetch(url);
    return `${file.status} ${name} ${bytes}\n${Buffer.from(await file.arrayBuffer()).toString('latin1')}`;
  });
  return [`${response.status} ${state}`, ...(await Promise.all(contents))];
}

/** What tells of the installation, of the last hours, or of what is to come: nothing in it is read from the log of a run. */
const notOfRuns = [
  '/healthz',
  '/openapi.json',
  '/v1/schedule',
  '/v1/integrations/{id}/schedule',
  '/v1/integrations/{id}/health',
];

/** Paths by how they are asked; `staging` is a run that held deletions back, `middle` a time within the other one. */
function everyPath(runId: string, staging: string, middle: string) {
  const run = `/v1/runs/${runId}`;
  const ofIntegration = `integrationId=${world.integrationId}`;
  const lists = [
    '/v1/connectors',
    '/v1/integrations',
    '/v1/runners',
    '/v1/alerts',
    `/v1/integrations/${world.integrationId}/alerts`,
    '/v1/runs?limit=1',
    `/v1/runs?${ofIntegration}&outcome=SUCCESS`,
    '/v1/runs?externalId=id-33',
    '/v1/runs?q=name%2016',
    `${run}/steps`,
    `${run}/steps?externalId=id-33`,
    `${run}/steps?externalId=nobody`,
    `${run}/pages?limit=3`,
    `${run}/pages?step=contacts&externalId=id-33`,
    `${run}/entities?limit=37`,
    `${run}/entities?limit=1000`,
    ...['CREATE', 'UPDATE', 'DELETE', 'SKIP', 'NONE'].map((action) => `${run}/entities?action=${action}&limit=20`),
    ...['OK', 'INFO', 'WARNING', 'ERROR'].map((status) => `${run}/entities?status=${status}&limit=20`),
    `${run}/entities?action=SKIP&status=OK`,
    `${run}/entities?step=contacts&page=2&limit=10`,
    `${run}/entities?q=name%201`,
    `${run}/entities?q=id-33`,
    `${run}/entities?externalId=twice`,
    `${run}/entities?q=${internalIdOf({ org, integrationId: world.integrationId, stream: 'contacts' }, 'id-33')}`,
    `${run}/entities?from=${middle}&limit=50`,
    `${run}/entities?to=${middle}&action=UPDATE&limit=20`,
    `${run}/calls?limit=4`,
    `${run}/calls?step=contacts&page=3`,
    `${run}/calls?externalId=id-33`,
    `${run}/steps?q=name%2016`,
    `${run}/pages?q=name%2016`,
    `${run}/calls?q=name%2016&limit=3`,
    `${run}/deletions`,
    `/v1/runs/${staging}/deletions`,
    '/v1/deletions',
    '/v1/deletions?state=REJECTED&limit=1',
    '/v1/search?q=id-33',
    `/v1/search?q=name%201&runId=${runId}&limit=20`,
    `/v1/search?q=name%201&${ofIntegration}&step=contacts&action=UPDATE&limit=7`,
    '/v1/search?externalId=id-33&connector=test&status=OK',
    '/v1/search?externalId=twice',
    `/v1/records/history?${ofIntegration}&step=contacts&externalId=id-33`,
    `/v1/records/${world.integrationId}/contacts/id-33/history?limit=1`,
    `/v1/integrations/${world.integrationId}/records?limit=50`,
    `/v1/integrations/${world.integrationId}/records?runId=${runId}&action=DELETE`,
    `/v1/connectors/test/records?step=contacts&limit=100`,
  ];
  const single = [
    '/v1/me',
    '/v1/settings',
    `/v1/activity?from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z&by=hour`,
    `/v1/integrations/${world.integrationId}`,
    `/v1/integrations/${world.integrationId}/hook`,
    run,
    `${run}/entity?step=contacts&externalId=id-33`,
    `${run}/entities/contacts/id-33`,
    `${run}/entity?step=contacts&externalId=${encodeURIComponent('Ω/ü#?')}`,
    `${run}/entity?step=contacts&externalId=twice`,
    `${run}/entity?step=contacts&externalId=nobody`,
    `${run}/entity?step=nothing&externalId=id-33`,
  ];
  const files = ['csv', 'ndjson'].flatMap((format) =>
    ['entities', 'pages', 'calls'].map((of) => `${run}/export?format=${format}&of=${of}`),
  );
  /** There from when a run is archived, shortly after its end. */
  const archived = [
    `/v1/clusters?${ofIntegration}&limit=1`,
    `/v1/clusters?${ofIntegration}&step=contacts&code=no_id`,
    ...['entities', 'pages', 'calls'].map((of) => `${run}/export?format=parquet&of=${of}`),
  ];
  return { lists, single, files, archived };
}

async function askEach(paths: readonly string[]): Promise<Record<string, string | string[]>> {
  const answers: Record<string, string | string[]> = {};
  for (const path of paths) {
    if (path.includes('/export?')) answers[path] = await askForFiles(path);
    else answers[path] = asked.lists.includes(path) || path.includes('clusters') ? await askAll(path) : await ask(path);
  }
  return answers;
}

let asked: ReturnType<typeof everyPath>;
let runId: string;

/** A run in which there is everything, and one that held deletions back, which were rejected since. */
async function makeRuns(): Promise<void> {
  await world.reads(callingSource(source.url, 0));
  await world.run();
  await world.reads(callingSource(source.url, 1));
  ({ runId } = await world.run({ type: 'full' }));
  await world.reads(callingSource(source.url, 9));
  const integration = await world.deps.integrations.get(org, world.integrationId);
  if (!integration) throw new Error('The integration is gone.');
  await world.deps.integrations.replace(integration, {
    ...integration,
    deletionGuard: { ...defaultGuard, percent: 1, count: 1 },
  });
  const staging = (await world.run({ type: 'full' })).runId;
  const reject = `${api.url}/v1/runs/${staging}/deletions/contacts/reject`;
  expect((await fetch(reject, { method: 'POST' })).status).toBe(200);
  const entities = await world.entities(runId);
  // Whatever is not as it should be says why.
  expect(entities.filter(({ status, code }) => (status === 'OK') !== (code === null))).toEqual([]);
  const times = entities.map(({ at }) => at).toSorted();
  asked = everyPath(runId, staging, times[Math.floor(times.length / 2) + 1] ?? expect.fail('There are none.'));
}

it('answers every request byte for byte the same when the hot copy is gone', async () => {
  await makeRuns();
  const always = [...asked.lists, ...asked.single, ...asked.files];
  const before = await askEach(always);
  const empty = Object.keys(before).filter(
    (path) => /"items":\[\]/.test(String(before[path])) && !/"items":\[\{/.test(String(before[path])),
  );
  expect(empty.map((path) => path.replace(/^.*\//, ''))).toEqual([
    'runners',
    'alerts',
    'alerts',
    'steps?externalId=nobody',
    'entities?status=INFO&limit=20',
    'entities?status=ERROR&limit=20',
    'entities?action=SKIP&status=OK',
    'deletions',
  ]);
  for (const path of asked.files) expect(before[path]?.[1]?.length, path).toBeGreaterThan(500);
  for (const { runId: one } of (await world.deps.runs.list(org, undefined, { fromId: '0', toId: 'Z' })).runs) {
    await world.archive(one);
  }
  expect(await askEach(always)).toEqual(before);
  const archived = await askEach(asked.archived);
  for (const [path, answer] of Object.entries(archived)) expect(String(answer), path).not.toContain('preparing');

  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * day });
  expect(await services.reap(Date.now())).toBeGreaterThan(10);
  expect(await services.trail.get({ pk: `${org}#RUN#${runId}#contacts#0`, sk: 'TALLY' })).toBeUndefined();
  const isSame = async () => {
    const after = await askEach([...always, ...asked.archived]);
    for (const [path, answer] of Object.entries({ ...before, ...archived })) expect(after[path], path).toEqual(answer);
  };
  await isSame();

  const index = { org, integrationId: world.integrationId, stream: 'contacts' };
  const deps = { ...world.deps, indexes: world.deps.searchIndexes, lookup: world.lookup, recordsPerPartition: 1_000 };
  expect(await mergeIndex(deps, index)).toMatchObject({ kind: 'merged' });
  await isSame();
}, 120_000);

it('takes a cursor for nothing but the very query that it is from', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * day });
  const withCursor = (path: string, cursor: string) => `${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`;
  const lists = [...asked.lists, ...asked.archived.filter((path) => path.includes('clusters'))]
    .map((path) => path.replace(/[?&]limit=\d+/, ''))
    .filter((path, index, all) => all.indexOf(path) === index)
    // The same query as …/records/history.
    .filter((path) => !path.endsWith('/history'))
    .map((path) => `${path}${path.includes('?') ? '&' : '?'}limit=1`);
  const nexts = await Promise.all(lists.map(async (path) => /"next":"([^"]+)"/.exec(await ask(path))?.[1] ?? null));
  expect(nexts.filter((next) => next !== null).length).toBeGreaterThan(20);
  for (const [index, path] of lists.entries()) {
    // Its neighbours are the most alike.
    for (const other of [index - 2, index - 1, index + 1, index + 2]) {
      const cursor = nexts.at(other % lists.length);
      if (!cursor || lists.at(other % lists.length) === path) continue;
      const answer = await ask(withCursor(path, cursor));
      expect(answer, `${path} with that of ${lists.at(other % lists.length)}`).toMatch(
        /invalid-cursor|unknown-parameter/,
      );
    }
  }
});

it('was asked at every endpoint', () => {
  const paths = Object.values(asked)
    .flat()
    .map((path) => path.replace(/\?.*$/, ''));
  const patternOf = (path: string) => new RegExp(`^${path.replace('{proxy+}', '.+').replace(/\{[^}]+\}/g, '[^/]+')}$`);
  const unasked = routes
    .filter(({ method, path }) => method === 'GET' && !notOfRuns.includes(path))
    .filter(({ path }) => !paths.some((one) => patternOf(path).test(one)));
  expect(unasked.map(({ path }) => path)).toEqual([]);
});

it('says after thirty days that there was no such run', async () => {
  await world.reads(callingSource(source.url, 2));
  const { runId } = await world.run({ type: 'full' });
  await world.archive(runId);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30 * day });
  for (const path of ['', '/steps', '/entities', '/pages', '/calls', '/entity?step=contacts&externalId=id-33']) {
    expect(await ask(`/v1/runs/${runId}${path}`), path).toContain('/problems/run-not-found');
  }
  expect(await ask('/v1/runs')).toContain('"items":[]');
});

it('gives pages of a list that was begun before the hot copy was gone', async () => {
  await world.reads(callingSource(source.url, 3));
  const { runId } = await world.run({ type: 'full' });
  await world.archive(runId);
  const path = `/v1/runs/${runId}/entities?limit=50`;
  const all = await askAll(path);
  const { next } = JSON.parse(String(all[1]?.split('\n')[1])) as { next: string };
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * day });
  await services.reap(Date.now());
  expect(await ask(`${path}&cursor=${next}`)).toBe(all[2]);
});
