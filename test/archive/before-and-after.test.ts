import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import type { Running } from '../../local/emulators/listen.ts';
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
  world = createWorld(services, { records: 70, characters: 1_000_000, flushAfterMs: 2_000, perCheckpoint: 64 });
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

async function askEverything(runId: string): Promise<Record<string, string | string[]>> {
  const run = `/v1/runs/${runId}`;
  const lists = [
    '/v1/runs?limit=1',
    `/v1/runs?integrationId=${world.integrationId}&outcome=SUCCESS`,
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
    `${run}/calls?limit=4`,
    `${run}/calls?step=contacts&page=3`,
    `${run}/calls?externalId=id-33`,
    `${run}/steps?q=name%2016`,
    `${run}/pages?q=name%2016`,
    `${run}/calls?q=name%2016&limit=3`,
    `/v1/search?q=id-33`,
    `/v1/search?q=name%201&runId=${runId}&limit=20`,
    `/v1/runs?externalId=id-33`,
  ];
  const single = [
    run,
    `${run}/entity?step=contacts&externalId=id-33`,
    `${run}/entities/contacts/id-33`,
    `${run}/entity?step=contacts&externalId=${encodeURIComponent('Ω/ü#?')}`,
    `${run}/entity?step=contacts&externalId=twice`,
    `${run}/entity?step=contacts&externalId=nobody`,
    `${run}/entity?step=nothing&externalId=id-33`,
    `/v1/records/history?integrationId=${world.integrationId}&step=contacts&externalId=id-33`,
  ];
  const answers: Record<string, string | string[]> = {};
  for (const path of lists) answers[path] = await askAll(path);
  for (const path of single) answers[path] = await ask(path);
  return answers;
}

it('answers every request byte for byte the same when the hot copy is gone', async () => {
  await world.reads(callingSource(source.url, 0));
  await world.run();
  await world.reads(callingSource(source.url, 1));
  const { runId } = await world.run({ type: 'full' });
  const before = await askEverything(runId);
  const empty = Object.keys(before).filter(
    (path) => /"items":\[\]/.test(String(before[path])) && !/"items":\[\{/.test(String(before[path])),
  );
  expect(empty.map((path) => path.replace(/^.*\//, ''))).toEqual([
    'steps?externalId=nobody',
    'entities?status=INFO&limit=20',
    'entities?status=ERROR&limit=20',
    'entities?action=SKIP&status=OK',
  ]);
  for (const { runId: one } of (await world.deps.runs.list(org, undefined, { fromId: '0', toId: 'Z' })).runs) {
    await world.archive(one);
  }
  expect(await askEverything(runId)).toEqual(before);

  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 8 * day });
  expect(await services.reap(Date.now())).toBeGreaterThan(10);
  expect(await services.trail.get({ pk: `${org}#RUN#${runId}#contacts#0`, sk: 'TALLY' })).toBeUndefined();
  const after = await askEverything(runId);
  expect(Object.keys(after)).toEqual(Object.keys(before));
  for (const [path, answer] of Object.entries(before)) expect(after[path], path).toEqual(answer);
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
