import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { PageRequest } from '../../shared/api/list.ts';
import type { Json } from '../../shared/connector/json.ts';
import { openRun } from '../../shared/control/open-run.ts';
import type { RunFilters } from '../../shared/readers/run-reader.ts';
import { internalIdOf } from '../../shared/records/stored-record.ts';
import type { SearchQuery } from '../../shared/search/find-records.ts';
import { IndexReader } from '../../shared/search/index-reader.ts';
import { mergeIndexesOfRun } from '../../shared/search/merge-when-due.ts';
import { recordHistory } from '../../shared/search/record-history.ts';
import { searchRecords } from '../../shared/search/search-records.ts';
import { searchRuns } from '../../shared/search/search-runs.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createWorld, org, pagesOf, type World } from '../pipeline/world.ts';

const dayMs = 86_400_000;

let services: Services;
let world: World;
/** Days from now. */
let later = 0;
const runs: string[] = [];

const contact = (id: string, more: Record<string, Json> = {}) => ({ id, name: `Name of ${id}`, ...more });

beforeAll(async () => {
  services = await startServices();
  const limits = { records: 20, characters: 1_000_000, flushAfterMs: 2_000, perCheckpoint: 64 };
  world = createWorld(services, limits, () => Date.now() + later * dayMs);
  const others = Array.from({ length: 60 }, (_, id) => contact(`c${id}`));
  for (const contacts of [
    [contact('a/b', { size: 1 }), ...others],
    [contact('a/b', { size: 2, name: 'Émile' }), ...others, contact('a/b', { name: 'Double' }), { name: 'no id' }],
    [contact('a/b', { size: 2, name: 'Émile' }), ...others],
    others,
    [contact('a/b', { size: 3 }), ...others],
  ]) {
    await world.reads(pagesOf(contacts, 15));
    runs.unshift((await world.run({ type: 'full' })).runId);
  }
  // And one that has pulled, applied and not ended.
  await world.reads(pagesOf([contact('a/b', { size: 4 }), ...others], 15));
  const step = await world.begin({ type: 'full' });
  while ((await world.pull(step)).more);
  await world.applyAll();
  runs.unshift(step.runId);
});
afterAll(() => services.close());

const deps = () => ({
  ...world.deps,
  indexes: world.deps.searchIndexes,
  lookup: world.lookup,
  reader: new IndexReader(services.archive),
  recordsPerPartition: 1_000,
  runReader: world.runReader,
});
const stream = () => ({ org, integrationId: world.integrationId, stream: 'contacts' });
const page: PageRequest = { limit: 100, cursor: null };

async function found(query: SearchQuery) {
  const result = await searchRecords(deps(), { org }, query, page);
  if (result.kind !== 'page') throw new Error(result.kind);
  expect(result.complete).toBe(true);
  return result.items;
}

async function history(limit = 100) {
  const all = [];
  for (let cursor: string | null = null; ; ) {
    const result = await recordHistory(deps(), stream(), 'a/b', { limit, cursor });
    if (result.kind !== 'page') throw new Error(result.kind);
    all.push(...result.items);
    cursor = result.next;
    if (cursor === null) return all;
  }
}

async function runsWith(query: SearchQuery, filters: RunFilters = {}, limit = 100) {
  const all: string[] = [];
  for (let cursor: string | null = null; ; ) {
    const result = await searchRuns(deps(), org, query, filters, { limit, cursor });
    if (result.kind !== 'page') throw new Error(result.kind);
    all.push(...result.items.map(({ runId }) => runId));
    cursor = result.next;
    if (cursor === null) return all;
  }
}

async function check(): Promise<void> {
  const actions = ['UPDATE', 'CREATE', 'DELETE', 'NONE', 'UPDATE', 'CREATE'];
  const byId = await found({ externalId: 'a/b' });
  expect(byId.map(({ runId, action }) => [runId, action])).toEqual(runs.map((run, at) => [run, actions[at]]));
  expect(byId.map(({ name }) => name)).toEqual([
    'Name of a/b',
    'Name of a/b',
    'Émile',
    'Émile',
    'Émile',
    'Name of a/b',
  ]);
  expect(await found({ q: internalIdOf(stream(), 'a/b') })).toEqual(byId);
  expect(await found({ q: 'e\u0301MI' })).toEqual(byId);
  expect(await found({ q: 'double' })).toEqual([]);
  expect(await found({ q: 'Name of a' })).toEqual(byId);
  expect(await found({ externalId: 'c7' })).toHaveLength(runs.length);

  const touches = await history();
  expect(touches.map(({ changes, ...hit }) => hit)).toEqual(byId);
  expect(touches.map(({ changes }) => changes)).toEqual([
    [{ field: 'size', old: 3, new: 4 }],
    undefined,
    undefined,
    undefined,
    expect.arrayContaining([
      { field: 'size', old: 1, new: 2 },
      { field: 'name', old: 'Name of a/b', new: 'Émile' },
    ]),
    undefined,
  ]);
  expect(await history(1)).toEqual(touches);
  expect(await history(4)).toEqual(touches);
}

it('finds and tells the same in runs that are going, ended, archived and merged', async () => {
  await check();
  for (const run of runs.slice(1).reverse()) {
    await world.archive(run);
    await mergeIndexesOfRun(deps(), { org, runId: run });
    await check();
  }
  const index = await world.deps.searchIndexes.get(stream());
  expect(index?.generation).toBe(2);
  expect(index?.unmerged).toEqual([runs[0]]);
});

it('still does when the hot copy is gone', async () => {
  const going = runs[0] ?? '';
  await world.close({ ...stream(), runId: going });
  await world.archive(going);
  later = 8;
  expect(await services.reap(world.deps.now())).toBeGreaterThan(0);
  await check();
  await mergeIndexesOfRun(deps(), { org, runId: going });
  await check();
  expect((await world.deps.searchIndexes.get(stream()))?.unmerged).toEqual([]);
});

it('lists the runs with a record, in any combination with what else is asked of runs', async () => {
  for (const limit of [1, 2, 100]) expect(await runsWith({ externalId: 'a/b' }, {}, limit)).toEqual(runs);
  expect(await runsWith({ q: 'émile' })).toEqual(runs);
  expect(await runsWith({ externalId: 'nobody' })).toEqual([]);
  expect(await runsWith({ externalId: 'a/b' }, { integrationId: 'nobody' })).toEqual([]);
  expect(await runsWith({ externalId: 'a/b' }, { connector: 'ftp' })).toEqual([]);
  expect(await runsWith({ externalId: 'a/b' }, { connector: 'test', outcome: 'SUCCESS' })).toEqual(runs);
  expect(await runsWith({ externalId: 'a/b' }, { severity: 'WARNING' }, 1)).toEqual([runs[4]]);
  expect(await runsWith({ externalId: 'a/b' }, { type: 'update' }, 1)).toEqual([]);
  expect(await runsWith({ externalId: 'a/b' }, { progress: 'RUNNING' })).toEqual([]);
  const middle = (await world.read(runs[2] ?? '')).startedAt;
  expect(await runsWith({ externalId: 'a/b' }, { from: middle })).toEqual(runs.slice(0, 3));
  expect(await runsWith({ externalId: 'a/b' }, { to: middle }, 1)).toEqual(runs.slice(3));
  const whole = await searchRuns(deps(), org, { q: 'émile' }, {}, { limit: runs.length, cursor: null });
  expect(whole).toMatchObject({ next: null, complete: true });
  const one = await searchRuns(deps(), org, { q: 'émile' }, {}, { limit: 1, cursor: null });
  const cursor = one.kind === 'page' ? one.next : null;
  const other = searchRuns(deps(), org, { q: 'émile' }, { type: 'full' }, { limit: 1, cursor });
  expect(await other).toEqual({ kind: 'bad-cursor' });
});

it('leaves dry runs out, which touch nothing', async () => {
  const like = (await world.deps.runs.get(org, runs[0] ?? '')) ?? expect.fail('The run is gone.');
  for (const dryRun of [true, false]) {
    const run = { ...like, runId: ulid(), dryRun };
    await world.deps.runs.create(run, { hotUntil: like.hotUntil, expiresAt: like.expiresAt });
    await openRun(world.deps, run);
    const index = await world.deps.searchIndexes.get(stream());
    expect(index?.unmerged.includes(run.runId)).toBe(!dryRun);
  }
});

it('knows nothing any more when everything is gone', async () => {
  later = 31;
  expect(await found({ externalId: 'a/b' })).toEqual([]);
  expect(await history()).toEqual([]);
  expect(await runsWith({ externalId: 'a/b' })).toEqual([]);
});
