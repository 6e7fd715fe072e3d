import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ClusterInfo } from '../../shared/api/cluster.ts';
import type { Cluster } from '../../shared/clusters/cluster.ts';
import { ClusterBuilder } from '../../shared/clusters/cluster-builder.ts';
import { type ClusteredRun, ClusterStore } from '../../shared/clusters/cluster-store.ts';
import { type ClusterFilters, listClusters } from '../../shared/clusters/list-clusters.ts';
import { type OpenTables, openTables } from '../stores/open-tables.ts';

const org = 'org';
const now = Date.parse('2026-03-10T12:00:00Z');
const expiresAt = now / 1000 + 30 * 86_400;
let tables: OpenTables;
let store: ClusterStore;
let integrationId = '';
let integrations = 0;

beforeAll(async () => {
  tables = await openTables();
  store = new ClusterStore(tables.trail, () => now);
});
afterAll(() => tables.close());
beforeEach(() => {
  integrationId = `integration-${integrations++}`;
});

/** A run that took a minute. */
const runOn = (endedAt: string, of: Partial<ClusteredRun> = {}): ClusteredRun => ({
  org,
  integrationId,
  runId: ulid(Date.parse(endedAt) - 60_000),
  endedAt,
  ...of,
});

function clustersOf(stream: string, failures: Record<string, string[]>): Cluster[] {
  const builder = new ClusterBuilder(stream);
  for (const [message, ids] of Object.entries(failures)) {
    const base = { name: null, page: 1, action: 'SKIP', status: 'ERROR', code: 'chunk_failed', message } as const;
    for (const externalId of ids) builder.add({ ...base, externalId });
  }
  return builder.clusters();
}

const note = (run: ClusteredRun, failures: Record<string, string[]>, stream = 'contacts', until = expiresAt) =>
  store.note(run, stream, clustersOf(stream, failures), until);

async function list(filters: Partial<ClusterFilters> = {}, limit = 1_000, of = org): Promise<ClusterInfo[]> {
  const items: ClusterInfo[] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await listClusters(store, of, { integrationId, ...filters }, { limit, cursor });
    if (page === 'bad-cursor') throw new Error('The cursor was refused.');
    items.push(...page.items);
    cursor = page.next;
    if (cursor === null) return items;
  }
}

const idsUpTo = (count: number) => Array.from({ length: count }, (_, n) => `c-${n}`);

describe('a cluster', () => {
  it('counts once for each run, however often and however many at once note it', async () => {
    const run = runOn('2026-03-01T10:00:00.000Z');
    await Promise.all(Array.from({ length: 8 }, () => note(run, { locked: ['a', 'b'], late: ['c'] })));
    await note(run, { locked: ['a', 'b'], late: ['c'] });
    expect((await list()).map(({ template, count, runs }) => [template, count, runs])).toEqual([
      ['locked', 2, 1],
      ['late', 1, 1],
    ]);
  });

  it('is complete after whoever noted it died at any write, and was followed by another', async () => {
    const failures = Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [`bad ${'x'.repeat(n + 1)}`, idsUpTo(n + 1)]),
    );
    for (const deathAt of [1, 5, 19]) {
      integrationId = `dying-${deathAt}`;
      const run = runOn('2026-03-01T10:00:00.000Z');
      let writes = 0;
      const dying = new ClusterStore(
        {
          ...tables.trail,
          update: async (key, update) => {
            if (++writes > deathAt) throw new Error('The worker is killed.');
            return tables.trail.update(key, update);
          },
        },
        () => now,
      );
      await expect(dying.note(run, 'contacts', clustersOf('contacts', failures), expiresAt)).rejects.toThrow('killed');
      expect((await list()).length).toBeLessThan(20);
      await note(run, failures);
      expect((await list()).map(({ count }) => count)).toEqual(Array.from({ length: 20 }, (_, n) => 20 - n));
    }
  });

  it('is merged over the days, with its first and its newest run, and records of the last days first', async () => {
    const [first, second, third] = ['2026-03-01', '2026-03-02', '2026-03-02'].map((day, n) =>
      runOn(`${day}T1${n}:00:00.000Z`),
    ) as [ClusteredRun, ClusteredRun, ClusteredRun];
    await note(third, { 'locked by 3': ['c-1', 'c-7', 'c-8'] });
    await note(first, { 'locked by 1': idsUpTo(9) });
    await note(second, { 'locked by 2': ['y', 'c-1'], late: ['z'] });
    const [locked, ...others] = await list();
    expect(others).toHaveLength(1);
    expect(locked).toMatchObject({
      stream: 'contacts',
      template: 'locked by <number>',
      count: 14,
      runs: 3,
      firstSeenAt: '2026-03-01T09:59:00.000Z',
      lastSeenAt: '2026-03-02T11:59:00.000Z',
      lastRunId: third.runId,
    });
    // Those of the last day first.
    const ids = locked?.samples.map(({ externalId }) => externalId) ?? [];
    expect(ids).toEqual(['y', 'c-1', 'c-0', 'c-2', 'c-3', 'c-4']);
  });

  it('belongs to the day on which its run ended, in UTC', async () => {
    await note(runOn('2026-03-01T23:59:59.999Z'), { locked: ['a'] });
    await note(runOn('2026-03-02T00:00:00.000Z'), { locked: ['b', 'c'] });
    await note(runOn('2026-03-03T08:00:00.000Z'), { locked: ['d', 'e', 'f', 'g'] });
    const counts = async (from?: string, to?: string) => (await list({ from, to })).map(({ count }) => count);
    expect(await counts()).toEqual([7]);
    expect(await counts('2026-03-02T15:00:00.000Z')).toEqual([6]);
    expect(await counts(undefined, '2026-03-02T00:00:00.000Z')).toEqual([1]);
    expect(await counts(undefined, '2026-03-02T00:00:00.001Z')).toEqual([3]);
    expect(await counts('2026-03-02T00:00:00.000Z', '2026-03-03T00:00:00.000Z')).toEqual([2]);
    expect(await counts('2026-03-04T00:00:00.000Z')).toEqual([]);
  });

  it('is kept as long as the last of its runs, and gone then', async () => {
    const [short, long] = [runOn('2026-03-01T10:00:00.000Z'), runOn('2026-03-01T11:00:00.000Z')];
    await note(long, { locked: ['a'] }, 'contacts', now / 1000 + 10);
    for (let time = 0; time < 2; time++) await note(short, { locked: ['b'] }, 'contacts', now / 1000 - 10);
    expect(await list()).toMatchObject([{ count: 2 }]);
    integrationId = 'shorter-first';
    await note({ ...short, integrationId }, { locked: ['b'] }, 'contacts', now / 1000 - 10);
    expect(await list()).toEqual([]);
    await note({ ...long, integrationId }, { locked: ['a'] }, 'contacts', now / 1000 + 10);
    expect(await list()).toMatchObject([{ count: 2 }]);
  });

  it('is of one org, one integration and one stream', async () => {
    const run = runOn('2026-03-01T10:00:00.000Z');
    await note(run, { locked: ['a'] });
    await note(run, { locked: ['a', 'b'] }, 'deals / all#2');
    await note({ ...run, org: 'other' }, { locked: ['a', 'b', 'c'] });
    expect((await list()).map(({ stream, count }) => [stream, count])).toEqual([
      ['deals / all#2', 2],
      ['contacts', 1],
    ]);
    expect((await list({ stream: 'contacts' })).map(({ count }) => count)).toEqual([1]);
    expect((await list({ integrationId: `${integrationId}0` })).length).toBe(0);
    expect((await list({}, 10, 'other')).map(({ count }) => count)).toEqual([3]);
  });
});

describe('a list of clusters', () => {
  it('shows ten records of each, those of the last days', async () => {
    for (let day = 1; day <= 4; day++) {
      await note(runOn(`2026-03-0${day}T10:00:00.000Z`), { locked: idsUpTo(5).map((id) => `${day}-${id}`) });
    }
    const [cluster] = await list();
    expect(cluster?.samples.map(({ externalId }) => externalId)).toEqual([
      ...idsUpTo(5).map((id) => `4-${id}`),
      ...idsUpTo(5).map((id) => `3-${id}`),
    ]);
  });

  it('has those of the most records first, each once, however few come at once', async () => {
    const failures = Object.fromEntries(
      Array.from({ length: 25 }, (_, n) => [`bad ${'x'.repeat(n + 1)}`, idsUpTo(1 + (n % 4))]),
    );
    await note(runOn('2026-03-01T10:00:00.000Z'), failures);
    await note(runOn('2026-03-02T10:00:00.000Z'), failures);
    const all = await list();
    expect(all).toHaveLength(25);
    expect(all.map(({ count }) => count)).toEqual(all.map(({ count }) => count).toSorted((a, b) => b - a));
    for (const limit of [1, 2, 24, 25]) expect(await list({}, limit)).toEqual(all);
  });

  it('takes only its own cursors', async () => {
    await note(runOn('2026-03-01T10:00:00.000Z'), { locked: ['a'], late: ['b'] });
    const filters = { integrationId };
    const page = await listClusters(store, org, filters, { limit: 1, cursor: null });
    const { next: cursor } = page as { next: string };
    expect(cursor).not.toBeNull();
    const refused = [
      listClusters(store, 'other', filters, { limit: 1, cursor }),
      listClusters(store, org, { ...filters, code: 'chunk_failed' }, { limit: 1, cursor }),
      listClusters(store, org, { integrationId: 'x' }, { limit: 1, cursor }),
      listClusters(store, org, filters, { limit: 1, cursor: `${cursor}x`.slice(3) }),
      listClusters(store, org, filters, { limit: 1, cursor: 'nonsense' }),
    ];
    expect(await Promise.all(refused)).toEqual(refused.map(() => 'bad-cursor'));
  });
});
