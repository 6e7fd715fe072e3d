import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clusterSchema } from '../../shared/api/cluster.ts';
import { listSchema } from '../../shared/api/list.ts';
import { ClusterBuilder } from '../../shared/clusters/cluster-builder.ts';
import { ClusterStore } from '../../shared/clusters/cluster-store.ts';
import { noteClusters } from '../../shared/clusters/note-clusters.ts';
import { SourceError } from '../../shared/connector/connector.ts';
import { syncline } from '../cli/syncline.ts';
import { createWorld, org, pagesOf, type TestSource, type World } from '../pipeline/world.ts';
import { type ServedApi, startServedApi } from '../records/served-api.ts';

let served: ServedApi;
let world: World;
let store: ClusterStore;

beforeAll(async () => {
  served = await startServedApi();
  world = createWorld(served.services);
  store = new ClusterStore(served.services.trail, Date.now);
  await runTwice();
});
afterAll(() => served.close());

/** What archiving a run does, for one that has ended. */
async function noted(runId: string): Promise<void> {
  const run = await world.deps.runs.get(org, runId);
  if (!run) throw new Error(`Run ${runId} is gone.`);
  const steps = await world.deps.steps.list(org, runId);
  const clustered = await Promise.all(
    steps.map(async (step) => {
      const builder = new ClusterBuilder(step.stream);
      for await (const { block } of world.lookup.blocks(step)) for (const entry of block.entities) builder.add(entry);
      return { step, clusters: builder.clusters() };
    }),
  );
  for (let time = 0; time < 2; time++) await noteClusters(store, run, clustered);
}

/** Two full runs of which the second one breaks off. */
async function runTwice(): Promise<void> {
  const people = Array.from({ length: 12 }, (_, n) => ({
    id: n < 4 ? { not: 'an id' } : `c-${n % 4}`,
    name: `Ada ${n}`,
  }));
  await world.reads(pagesOf(people, 5));
  await noted((await world.run()).runId);
  await world.reads(breakingOff(pagesOf(people, 5)));
  await noted((await world.run()).runId);
}

const breakingOff = (source: TestSource): TestSource => ({
  async *read(...args) {
    yield* source.read(...args);
    throw new SourceError(
      'http_500',
      'GET https://crm.example.com/page/3 was answered with 500. It says: {"error":"x"}',
    );
  },
});

const listed = async (query = '') => {
  const { status, body } = await served.get(`/v1/clusters?integrationId=${world.integrationId}${query}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return listSchema(clusterSchema.strict()).strict().parse(body);
};

describe('GET /v1/clusters', () => {
  it('has the same of many records and runs as one, with samples and the newest run', async () => {
    const { items, next } = await listed();
    expect(next).toBeNull();
    const told = items.map(({ kind, code, action, status, count, runs }) => [kind, code, action, status, count, runs]);
    expect(told.slice(0, 2).sort()).toEqual([
      ['record', 'duplicate_id', 'SKIP', 'WARNING', 8, 2],
      ['record', 'no_id', 'SKIP', 'WARNING', 8, 2],
    ]);
    expect(told.slice(2)).toEqual([['run', 'http_500', null, 'ERROR', 1, 1]]);
    const { items: runs } = await served.api.runs({});
    const duplicates = items.find(({ code }) => code === 'duplicate_id');
    expect(duplicates).toMatchObject({
      stream: 'contacts',
      lastRunId: runs[0]?.runId,
      lastSeenAt: runs[0]?.startedAt,
      firstSeenAt: runs[1]?.startedAt,
    });
    const ids = duplicates?.samples.map(({ externalId }) => externalId) ?? [];
    expect(ids.toSorted()).toEqual(['c-0', 'c-1', 'c-2', 'c-3']);
    expect(items.find(({ code }) => code === 'no_id')?.samples).toContainEqual({ externalId: null, name: 'Ada 0' });
    expect(items.find(({ code }) => code === 'http_500')).toMatchObject({
      template: 'GET <url> was answered with <number>. It says: {error:x}',
      message: expect.stringContaining('/page/3'),
      samples: [],
    });
  });

  it('is narrowed by step, code, status and time, and goes on by cursor', async () => {
    const codes = async (query: string) => (await listed(query)).items.map(({ code }) => code).sort();
    expect(await codes('&code=no_id')).toEqual(['no_id']);
    expect(await codes('&status=ERROR')).toEqual(['http_500']);
    expect(await codes('&step=contacts')).toHaveLength(3);
    expect(await codes('&step=deals')).toEqual([]);
    expect(await codes('&from=2100-01-01T00:00:00Z')).toEqual([]);
    expect(await codes('&from=2020-01-01T00:00:00%2B02:00&to=2100-01-01T00:00:00Z')).toHaveLength(3);
    const first = await listed('&limit=2');
    const second = await listed(`&limit=2&cursor=${encodeURIComponent(first.next ?? '')}`);
    expect([...first.items, ...second.items]).toEqual((await listed()).items);
  });

  it('is refused with what is wrong', async () => {
    const problem = async (path: string) => (await served.get(path)).body;
    const path = `/v1/clusters?integrationId=${world.integrationId}`;
    const { next } = await listed('&limit=1');
    expect(await problem('/v1/clusters')).toMatchObject({ type: '/problems/invalid-parameter', status: 400 });
    expect(await problem(`${path}&status=BAD`)).toMatchObject({ type: '/problems/invalid-parameter' });
    expect(await problem(`${path}&from=2026-01-02T00:00:00Z&to=2026-01-02T00:00:00Z`)).toMatchObject({
      type: '/problems/invalid-parameter',
      detail: expect.stringContaining('earlier'),
    });
    expect(await problem(`${path}&code=no_id&cursor=${next}`)).toMatchObject({ type: '/problems/invalid-cursor' });
    expect(await problem('/v1/clusters?integrationId=nobody')).toMatchObject({
      type: '/problems/integration-not-found',
      status: 404,
    });
  });

  it('shows nothing to another org', async () => {
    const { status } = await served.getAs('999999999999', `/v1/clusters?integrationId=${world.integrationId}`);
    expect(status).toBe(404);
  });
});

describe('syncline clusters', () => {
  it('lists them, and as JSON', async () => {
    const run = (...args: string[]) =>
      syncline(['clusters', world.integrationId, ...args], { environment: { SYNCLINE_URL: served.url } });
    const { code, out } = await run();
    expect(code).toBe(0);
    expect(out).toMatch(/^ *COUNT +RUNS +STREAM/);
    expect(out).toMatch(/ 8 +2 +contacts +WARNING +duplicate_id .* c-\d +A record with this id/);
    expect(JSON.parse((await run('--status', 'ERROR', '--json')).out)).toMatchObject({ items: [{ code: 'http_500' }] });
    expect(await run('--code', 'nothing')).toMatchObject({ code: 0, err: expect.stringContaining('Nothing') });
  });
});

describe('a run that failed before it had a stream', () => {
  it('has its own error among the clusters, without a stream', async () => {
    const started = await world.start();
    if (started.kind !== 'started') throw new Error(started.kind);
    const { closeRun } = await import('../../shared/closing/close-run.ts');
    const error = { code: 'never_started', message: 'A fault kept the run from starting. Start it again.' };
    await closeRun(world.deps, { org, runId: started.runId }, { aborted: false, error });
    await noted(started.runId);
    const { items } = await listed('&code=never_started');
    expect(items).toMatchObject([{ kind: 'run', stream: null, count: 1, lastRunId: started.runId }]);
  });
});
