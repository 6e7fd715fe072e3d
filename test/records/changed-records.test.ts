import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ChangedRecord } from '../../shared/api/record.ts';
import { archivedTrail } from '../../shared/archive/archived-trail.ts';
import { trailOfStep } from '../../shared/archive/trail-of-step.ts';
import {
  type ChangedRecordsDependencies,
  type ChangesQuery,
  listChangedRecords,
} from '../../shared/changes/changed-records.ts';
import { type ChangeLimits, changeLimits } from '../../shared/changes/page-of-changes.ts';
import { hash64, hashToHex } from '../../shared/fingerprints/hash.ts';
import { RunStore } from '../../shared/runs/run-store.ts';
import { UnreadablePartError } from '../../shared/trail/unreadable-part-error.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createWorld, org, type World } from '../pipeline/world.ts';
import { type RunToWrite, type Written, writeChunks, writeRun } from './written-run.ts';

const hour = 3_600_000;
const start = Date.parse('2026-03-01T00:00:00Z');
let now = start;
let services: Services;
let world: World;
let integrationId = '';
let integrations = 0;

beforeAll(async () => {
  services = await startServices();
  world = createWorld(services, undefined, () => now);
});
afterAll(() => services.close());
beforeEach(() => {
  integrationId = `integration-${integrations++}`;
  now = start + 20 * hour;
});

const of = (run: Omit<RunToWrite, 'org' | 'integrationId'> & { integrationId?: string }) =>
  writeRun(world.deps, { org, integrationId, ...run });

/** Blocks that were read, and queries for runs. */
const asked = { blocks: 0, runs: 0 };

const dependencies = (limits: ChangeLimits): ChangedRecordsDependencies => ({
  ...world.deps,
  runs: new RunStore({
    ...services.trail,
    query: (query) => {
      asked.runs += 1;
      return services.trail.query(query);
    },
  }),
  trailOf: (step) => {
    const trail = trailOfStep(world.deps.hot, archivedTrail(services.archive), () => now)(step);
    const block: typeof trail.block = (...args) => {
      asked.blocks += 1;
      return trail.block(...args);
    };
    return { ...trail, block };
  },
  trailReach: async () => start - 100 * hour,
  limits,
});

const query = (of: Partial<ChangesQuery> = {}): ChangesQuery => ({
  org,
  scope: integrationId,
  integrations: [{ integrationId, streams: ['contacts', 'deals'] }],
  since: null,
  ...of,
});

const page = async (of: Partial<ChangesQuery>, limit: number, cursor: string | null, limits = changeLimits) => {
  const result = await listChangedRecords(dependencies(limits), query(of), { limit, cursor });
  if (result.kind !== 'page') throw new Error(JSON.stringify(result));
  return result;
};

async function list(of: Partial<ChangesQuery> = {}, limit = 1_000, limits = changeLimits): Promise<ChangedRecord[]> {
  const items: ChangedRecord[] = [];
  for (let cursor: string | null = null; ; ) {
    const { items: some, next, unreadable } = await page(of, limit, cursor, limits);
    expect(some.length).toBeLessThanOrEqual(limit);
    expect(unreadable).toEqual([]);
    items.push(...some);
    cursor = next;
    if (cursor === null) return items;
  }
}

const created = (...ids: string[]): Written[] => ids.map((id) => ({ id, action: 'CREATE' }));
const updated = (...ids: string[]): Written[] => ids.map((id) => ({ id, action: 'UPDATE' }));
const ids = (records: readonly ChangedRecord[]) => records.map(({ externalId }) => externalId);
const time = (hours: number) => new Date(start + hours * hour).toISOString();

describe('changed records', () => {
  it('are each told once, with the latest change, of the newest run and chunk first', async () => {
    const first = await of({
      startedAt: start,
      endedAt: start + hour,
      streams: { contacts: [created('a', 'b'), created('c', 'd')], deals: [created('a')] },
    });
    const second = await of({
      startedAt: start + 2 * hour,
      endedAt: start + 3 * hour,
      streams: { contacts: [updated('b'), [{ id: 'c', action: 'NONE' }], [{ id: 'd', action: 'DELETE' }]] },
    });
    const records = await list();
    expect(records.map(({ stream, externalId, action, runId }) => [stream, externalId, action, runId])).toEqual([
      ['contacts', 'd', 'DELETE', second],
      ['contacts', 'b', 'UPDATE', second],
      ['contacts', 'c', 'CREATE', first],
      ['contacts', 'a', 'CREATE', first],
      ['deals', 'a', 'CREATE', first],
    ]);
    expect(records[0]).toMatchObject({
      data: null,
      deletedAt: time(2).replace('00.000', '02.000'),
      createdAt: time(0).replace('00.000', '01.000'),
    });
    expect(records[1]).toEqual({
      integrationId,
      integrationName: `name of ${integrationId}`,
      stream: 'contacts',
      externalId: 'b',
      internalId: expect.stringMatching(/^rec_[0-9a-f]{32}$/),
      name: 'name of b',
      action: 'UPDATE',
      changedAt: time(2),
      createdAt: time(0),
      deletedAt: null,
      runId: second,
      data: { id: 'b' },
    });
    expect(ids(await list({ action: 'CREATE' }))).toEqual(['c', 'a', 'a']);
    expect(ids(await list({ action: 'DELETE' }))).toEqual(['d']);
    expect(ids(await list({ stream: 'deals', integrations: [{ integrationId, streams: ['deals'] }] }))).toEqual(['a']);
    expect(ids(await list({ runId: first }))).toEqual(['c', 'a', 'a']);
    expect(ids(await list({ runId: second, action: 'UPDATE' }))).toEqual(['b']);
    expect(ids(await list({ since: time(1) }))).toEqual(['d', 'b']);
    expect(ids(await list({ since: new Date(start + 2 * hour + 1_000).toISOString() }))).toEqual(['d']);
    expect(await list({ since: time(4) })).toEqual([]);
  });

  it('are not those that failed, were skipped, stayed as they were or belong to another org', async () => {
    await of({
      startedAt: start,
      endedAt: start + hour,
      streams: {
        contacts: [
          [
            { id: 'a', action: 'SKIP', status: 'ERROR' },
            { id: 'b', action: 'UPDATE', status: 'ERROR' },
            { id: 'c', action: 'NONE' },
            { id: 'd', action: 'CREATE' },
          ],
        ],
      },
    });
    expect(ids(await list())).toEqual(['d']);
    expect(await list({ org: 'other' })).toEqual([]);
    expect(await list({ integrations: [{ integrationId: 'other', streams: ['contacts'] }] })).toEqual([]);
  });

  it('are all there and each there once, whatever the runs did and however little a request may do', async () => {
    const action = fc.constantFrom<Written['action']>('CREATE', 'UPDATE', 'UPDATE', 'DELETE', 'NONE', 'SKIP');
    const entry = fc.record({ id: fc.constantFrom(...'abcdef'), action });
    const chunks = fc.array(fc.uniqueArray(entry, { selector: ({ id }) => id, maxLength: 4 }), { maxLength: 3 });
    const run = fc.record({ contacts: chunks, deals: chunks, account: fc.constantFrom('one', 'two') });
    const tiny: ChangeLimits = { runs: 1, blocks: 1, lookUps: 1, bytes: 1 };
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(run, { maxLength: 5 }), fc.integer({ min: 1, max: 5 }), async (runs, limit) => {
        const accounts = { one: `${integrationId}-${round}-one`, two: `${integrationId}-${round}-two` };
        round += 1;
        const latest = new Map<string, string>();
        for (const [n, { account, ...streams }] of runs.entries()) {
          const once = Object.fromEntries(
            Object.entries(streams).map(([stream, all]) => [stream, eachOnce(all as Written[][])]),
          );
          const runId = await of({
            integrationId: accounts[account],
            startedAt: start + n * hour,
            endedAt: start + n * hour + 60_000,
            streams: once,
          });
          for (const [stream, all] of Object.entries(once)) {
            for (const { id, action } of all.flat()) {
              if (action !== 'NONE' && action !== 'SKIP')
                latest.set(`${accounts[account]} ${stream} ${id}`, `${action} ${runId}`);
            }
          }
        }
        const wanted = {
          integrations: Object.values(accounts).map((id) => ({ integrationId: id, streams: ['contacts', 'deals'] })),
        };
        const found = await list(wanted, limit, tiny);
        const keys = found.map((one) => `${one.integrationId} ${one.stream} ${one.externalId}`);
        expect(new Set(keys).size).toBe(keys.length);
        expect(new Map(keys.map((key, n) => [key, `${found[n]?.action} ${found[n]?.runId}`]))).toEqual(latest);
        expect(found.map(({ runId }) => runId)).toEqual(
          found
            .map(({ runId }) => runId)
            .sort()
            .reverse(),
        );
        expect(await list(wanted)).toEqual(found);
      }),
      { numRuns: 8 },
    );
  });

  it('are told of a run that is going, and neither twice nor never when it goes on between two pages', async () => {
    const runId = await of({
      startedAt: start,
      endedAt: null,
      streams: { contacts: [created('a', 'b', 'c'), created('d', 'e', 'f')] },
    });
    const first = await page({}, 4, null);
    expect(ids(first.items)).toEqual(['d', 'e', 'f', 'a']);
    const step = { org, runId, stream: 'contacts', integrationId };
    await writeChunks(world.deps, step, [created('g')], start, start, 2);
    await of({ startedAt: start + hour, endedAt: start + 2 * hour, streams: { contacts: [created('h')] } });
    expect(ids((await page({}, 4, first.next)).items)).toEqual(['b', 'c']);
    expect(ids(await list())).toEqual(['h', 'g', 'd', 'e', 'f', 'a', 'b', 'c']);
  });

  it('are found in a run that went on for days, behind any number of newer ones of another stream', async () => {
    const runOf = (from: number, to: number | null, streams: RunToWrite['streams'], appliedAt = from) =>
      of({
        startedAt: start + from * hour,
        endedAt: to === null ? null : start + to * hour,
        streams,
        appliedAt: start + appliedAt * hour,
      });
    await runOf(-70, -60, { deals: [created('old')] });
    const long = await runOf(-50, 3, { deals: [created('late')] }, 2);
    await Promise.all(
      Array.from({ length: 30 }, (_, n) => runOf(-48 + n, -47.5 + n, { contacts: [created(`c-${n}`)] })),
    );
    // It had no stream for itself, so it says nothing of those before it.
    await of({ startedAt: start - hour, endedAt: start, neverStarted: true, streams: { contacts: [], deals: [] } });
    now = start + 4 * hour;
    const found = await list({ since: time(1) });
    expect(found.map(({ externalId, runId }) => [externalId, runId])).toEqual([['late', long]]);
    const goingOn = await runOf(-30, null, { other: [created('still')] }, 3);
    const streams = ['contacts', 'deals', 'other'];
    const both = await list({ since: time(1), integrations: [{ integrationId, streams }] }, 1);
    expect(both.map(({ externalId, runId }) => [externalId, runId])).toEqual([
      ['still', goingOn],
      ['late', long],
    ]);
  });

  it('are asked for no further back than it takes', async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        of({
          startedAt: start + n * 60_000,
          endedAt: start + n * 60_000 + 1_000,
          streams: { contacts: [created(`c-${n}`)], deals: [] },
        }),
      ),
    );
    Object.assign(asked, { blocks: 0, runs: 0 });
    expect(ids(await list({ since: new Date(start + 37 * 60_000).toISOString() }))).toEqual(['c-39', 'c-38', 'c-37']);
    expect(asked).toEqual({ blocks: 3, runs: 1 });
    Object.assign(asked, { blocks: 0, runs: 0 });
    expect(ids((await page({}, 2, null)).items)).toEqual(['c-39', 'c-38']);
    expect(asked).toEqual({ blocks: 2, runs: 1 });
  });

  it('are told as they ended where a run dealt with a record twice', async () => {
    await of({
      startedAt: start,
      endedAt: start + hour,
      streams: { contacts: [updated('a'), [{ id: 'a', action: 'DELETE' }]] },
    });
    expect((await list({}, 1)).map(({ externalId, action }) => [externalId, action])).toEqual([['a', 'DELETE']]);
  });

  it('are also those that got through before their chunk was given up', async () => {
    const failed = { action: 'SKIP', status: 'ERROR', code: 'chunk_failed' } as const;
    const chunk: Written[] = [
      { ...failed, id: 'written', written: 'UPDATE' },
      { ...failed, id: 'not written' },
      { ...failed, id: 'written' },
      { ...failed, id: 'too large', code: 'record_too_large' },
    ];
    await of({ startedAt: start, endedAt: start + hour, streams: { contacts: [created('written')] } });
    await of({ startedAt: start + hour, endedAt: start + 2 * hour, streams: { contacts: [chunk] } });
    expect((await list()).map(({ externalId, action }) => [externalId, action])).toEqual([['written', 'UPDATE']]);
    expect(ids(await list({ action: 'UPDATE' }))).toEqual(['written']);
    expect(await list({ action: 'CREATE' })).toEqual([]);
  });

  it('count from when they were written, also where the chunk was decided anew after that', async () => {
    await of({
      startedAt: start,
      endedAt: start + 3 * hour,
      streams: { contacts: [created('a', 'b')] },
      appliedAt: start + 2 * hour,
    });
    const stream = { org, integrationId, stream: 'contacts' };
    const keyHash = hashToHex(hash64('a'));
    const record = (await world.deps.records.read(stream, [keyHash])).get(keyHash);
    if (record) await world.deps.records.write(stream, [{ keyHash, record: { ...record, changedAt: time(1) } }]);
    expect(ids(await list({ since: time(1.5) }))).toEqual(['b']);
    expect(ids(await list({ since: time(1) }))).toEqual(['a', 'b']);
  });

  it('are no longer told of a run that has expired, though DynamoDB deletes late', async () => {
    const streams = { contacts: [created('a')] };
    await of({ startedAt: start, endedAt: start + 3 * hour, appliedAt: start + 2 * hour, streams });
    now = start + 30 * 24 * hour - hour / 2;
    expect(ids(await list())).toEqual(['a']);
    now += hour;
    expect(await list()).toEqual([]);
  });

  it('are told as far as the trail can be read', async () => {
    await of({
      startedAt: start,
      endedAt: start + hour,
      streams: { contacts: [created('a'), created('b'), created('c')] },
    });
    const deps = dependencies(changeLimits);
    const damaged: ChangedRecordsDependencies = {
      ...deps,
      trailOf: (step) => {
        const trail = deps.trailOf(step);
        return {
          ...trail,
          block: async (of, chunk, parts) => {
            if (chunk === 1) throw new UnreadablePartError('key', 'damaged');
            return trail.block(of, chunk, parts);
          },
        };
      },
    };
    const result = await listChangedRecords(damaged, query(), { limit: 10, cursor: null });
    expect(result).toMatchObject({
      items: [{ externalId: 'c' }, { externalId: 'a' }],
      next: null,
      unreadable: [{ part: 'key', reason: 'damaged' }],
    });
  });

  it('come in pages that can be sent, however large they are', async () => {
    const large = Array.from(
      { length: 15 },
      (_, n): Written => ({
        id: `c-${n}`,
        action: 'CREATE',
        // Quotes, which take twice the room in the answer.
        data: JSON.stringify({ text: '"'.repeat(150_000) }),
      }),
    );
    await of({ startedAt: start, endedAt: start + hour, streams: { contacts: [large] } });
    const found: ChangedRecord[] = [];
    for (let cursor: string | null = null; ; ) {
      const { items, next } = await page({}, 1_000, cursor);
      expect(JSON.stringify(JSON.stringify(items)).length).toBeLessThan(5_000_000);
      found.push(...items);
      cursor = next;
      if (cursor === null) break;
    }
    expect(ids(found)).toEqual(large.map(({ id }) => id));
  });

  it('are told of runs whose hot copy is gone, from the archive; of a damaged one as far as it can be read', async () => {
    const streams = { contacts: [created('a', 'b')], deals: [created('c')] };
    const runId = await of({ startedAt: start, endedAt: start + hour, hotDays: 7, streams });
    await world.archive(runId);
    now = start + 29.5 * 24 * hour;
    await services.reap(now);
    const reach = { since: time(0), runId };
    expect(ids(await list(reach)).sort()).toEqual(['a', 'b', 'c']);
    const ofDeals = (await services.objects('archive')).filter((key) => key.includes(runId) && key.includes('deals'));
    for (const key of ofDeals) await services.archive.remove(key);
    const damaged = await listChangedRecords(dependencies(changeLimits), query(reach), { limit: 10, cursor: null });
    expect(damaged).toMatchObject({ kind: 'page', items: [{}, {}], unreadable: [{ reason: 'missing' }] });
  });
});

describe('a question', () => {
  it('that goes further back than the log is refused with what can be asked', async () => {
    const ask = (since: string, cursor: string | null = null, reach = 0) =>
      listChangedRecords({ ...dependencies(changeLimits), trailReach: async () => reach }, query({ since }), {
        limit: 1,
        cursor,
      });
    now = start + 100 * 24 * hour;
    // Marks of deleted records are kept for 30 days, however long the log is.
    const earliest = time(70 * 24 + 1);
    expect(await ask(time(70 * 24))).toEqual({ kind: 'beyond-reach', earliest });
    expect(await ask(earliest)).toMatchObject({ kind: 'page' });
    const reach = start + 95 * 24 * hour;
    expect(await ask(time(95 * 24), null, reach)).toEqual({ kind: 'beyond-reach', earliest: time(95 * 24 + 1) });
    expect(await ask(time(95 * 24 + 1), null, reach)).toMatchObject({ kind: 'page' });
  });

  it('that was begun in time is answered to its end', async () => {
    await of({ startedAt: start, endedAt: start + hour, streams: { contacts: [created('a', 'b')] } });
    now = start + 28 * 24 * hour;
    const since = time(0);
    const first = await page({ since }, 1, null);
    now = start + 30 * 24 * hour - hour / 2;
    expect(ids((await page({ since }, 1, first.next)).items)).toEqual(['b']);
  });

  it('for a run that is gone, or of another integration, is refused', async () => {
    const runId = await of({ startedAt: start, endedAt: start + hour, streams: { contacts: [created('a')] } });
    const ask = (of: Partial<ChangesQuery>) =>
      listChangedRecords(dependencies(changeLimits), query(of), { limit: 1, cursor: null });
    expect(await ask({ runId })).toMatchObject({ kind: 'page', items: [{ externalId: 'a' }] });
    expect(await ask({ runId: '01J00000000000000000000000' })).toEqual({ kind: 'run-not-found' });
    expect(await ask({ runId, org: 'other' })).toEqual({ kind: 'run-not-found' });
    expect(await ask({ runId, integrations: [{ integrationId: 'other', streams: [] }] })).toEqual({
      kind: 'run-not-found',
    });
    now = start + 31 * 24 * hour;
    expect(await ask({ runId })).toEqual({ kind: 'run-not-found' });
  });

  it('takes only its own cursors', async () => {
    await of({ startedAt: start, endedAt: start + hour, streams: { contacts: [created('a', 'b')] } });
    const { next: cursor } = await page({}, 1, null);
    expect(cursor).not.toBeNull();
    const ask = (of: Partial<ChangesQuery>, text = cursor) =>
      listChangedRecords(dependencies(changeLimits), query(of), { limit: 1, cursor: text });
    const foreign = [
      { org: 'other' },
      { scope: 'other' },
      { since: time(1) },
      { stream: 'deals' },
      { action: 'CREATE' as const },
      { runId: 'x' },
    ];
    for (const of of foreign) expect(await ask(of), JSON.stringify(of)).toEqual({ kind: 'bad-cursor' });
    for (const text of ['', 'x', `${cursor}x`.slice(2)]) expect(await ask({}, text)).toEqual({ kind: 'bad-cursor' });
  });
});

/** In a run, a record is dealt with once; what comes again is skipped. */
function eachOnce(chunks: readonly (readonly Written[])[]): Written[][] {
  const seen = new Set<string>();
  return chunks.map((chunk) =>
    chunk.map((entry) => {
      if (seen.has(entry.id)) return { ...entry, action: 'SKIP', status: 'WARNING' };
      seen.add(entry.id);
      return entry;
    }),
  );
}
