import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { mergeIndexesOfRun, shouldMerge } from '../../shared/search/merge-when-due.ts';
import { waitingRuns } from '../../shared/search/waiting-runs.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createSearchWorld, dayMs, entity, type SearchWorld } from './search-world.ts';

let services: Services;
let world: SearchWorld;
let number = 0;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());
beforeEach(() => {
  world = createSearchWorld(services, `org-${++number}`);
});

const contacts = (...ids: string[]) => ({ contacts: [ids.map((id) => entity(id, { action: 'CREATE' }))] });
const stream = () => ({ org: world.org, integrationId: 'i1', stream: 'contacts' });
const index = async () => (await world.deps.indexes.get(stream())) ?? expect.fail('There is no index.');
const objects = async () => (await services.objects('archive')).filter((key) => key.startsWith(`${world.org}/search/`));
const runsOf = async (externalId: string) => (await world.search({ externalId })).hits.map(({ runId }) => runId);

describe('a merge', () => {
  it('takes the runs that are archived, and leaves those that are not', async () => {
    const first = await world.addRun({ streams: contacts('a', 'b') });
    const second = await world.addRun({ streams: contacts('b') });
    const going = await world.addRun({ streams: contacts('b'), state: 'running' });
    const ended = await world.addRun({ streams: contacts('b'), state: 'ended' });
    expect(await world.merge()).toEqual({ kind: 'merged', runs: [first, second], more: false });
    expect((await index()).unmerged).toEqual([ended, going]);
    expect(await runsOf('b')).toEqual([ended, going, second, first]);
    expect(await runsOf('a')).toEqual([first]);
    expect(await runsOf('nobody')).toEqual([]);
    expect(await world.merge()).toEqual({ kind: 'nothing' });
  });

  it('of nothing is nothing', async () => {
    expect(await world.merge()).toEqual({ kind: 'nothing' });
  });

  it('adds to what was merged, run after run, and keeps the present generation only', async () => {
    const all: string[] = [];
    for (let round = 0; round < 4; round++) {
      all.unshift(await world.addRun({ streams: contacts('a', `only-${round}`) }));
      expect((await world.merge()).kind).toBe('merged');
      expect(await runsOf('a')).toEqual(all);
      expect(await runsOf('only-0')).toEqual([all.at(-1)]);
      expect((await index()).generation).toBe(round + 1);
      expect(await objects()).toHaveLength(1);
    }
  });

  it('puts a run that was archived late where it belongs', async () => {
    const first = await world.addRun({ streams: contacts('a') });
    const late = await world.addRun({ streams: contacts('a', 'b'), state: 'ended' });
    const last = await world.addRun({ streams: contacts('a') });
    await world.merge();
    await world.deps.runs.noteArchived(world.org, late, new Date(world.clock.now).toISOString());
    expect(await world.merge()).toMatchObject({ runs: [late] });
    expect(await runsOf('a')).toEqual([last, late, first]);
    expect(await runsOf('b')).toEqual([late]);
  });

  it('drops runs that are gone, and records that nothing is told of any more', async () => {
    const short = await world.addRun({ streams: contacts('a', 'b'), keptDays: 2 });
    const long = await world.addRun({ streams: contacts('a') });
    await world.merge();
    world.clock.now += 3 * dayMs;
    expect(await runsOf('a')).toEqual([long]);
    const next = await world.addRun({ streams: contacts('a') });
    await world.merge();
    expect(await runsOf('a')).toEqual([next, long]);
    expect(await runsOf('b')).toEqual([]);
    expect((await index()).merged?.partitions).toMatchObject([{ records: 1 }]);
    expect(short).not.toBe(long);
  });

  it('takes gone runs out of the ones that wait, and those that touched nothing', async () => {
    await world.addRun({ streams: contacts('a'), keptDays: 1 });
    world.clock.now += 2 * dayMs;
    const empty = await world.addRun({ streams: { contacts: [] } });
    const going = await world.addRun({ streams: { contacts: [] }, state: 'running' });
    expect((await index()).unmerged).toContain(empty);
    expect(await world.merge()).toEqual({ kind: 'nothing' });
    expect((await index()).unmerged).toEqual([going]);
  });

  it('begins anew, without ado, where all that was merged is gone, and its objects with it', async () => {
    const complaint = vi.spyOn(console, 'error');
    await world.addRun({ streams: contacts('a'), keptDays: 1 });
    await world.merge();
    world.clock.now += 2 * dayMs;
    for (const key of await objects()) await services.archive.remove(key);
    const next = await world.addRun({ streams: contacts('a') });
    expect(await world.merge()).toMatchObject({ kind: 'merged', runs: [next] });
    expect(await runsOf('a')).toEqual([next]);
    expect(complaint).not.toHaveBeenCalled();
    complaint.mockRestore();
  });

  it('of a run that is in the index already, because it was noted twice, changes nothing', async () => {
    const run = await world.addRun({ streams: contacts('a') });
    await world.merge();
    await world.deps.indexes.noteRun(stream(), 'http', run);
    expect(await runsOf('a')).toEqual([run]);
    await world.merge();
    expect((await index()).unmerged).toEqual([]);
    expect(await runsOf('a')).toEqual([run]);
  });

  it('takes eight runs at once, the oldest first', async () => {
    const all: string[] = [];
    for (let round = 0; round < 10; round++) all.push(await world.addRun({ streams: contacts('a') }));
    expect(await world.merge()).toEqual({ kind: 'merged', runs: all.slice(0, 8), more: true });
    expect(await world.merge()).toEqual({ kind: 'merged', runs: all.slice(8), more: false });
    expect(await runsOf('a')).toEqual(all.toReversed());
  });

  it('splits a stream by the hash of its records as it grows, and again joins it as it shrinks', async () => {
    const ids = Array.from({ length: 600 }, (_, id) => `c${id}`);
    const byRun = [ids.slice(0, 100), ids.slice(50, 400), ids, ids.slice(590)];
    const partitions: number[] = [];
    const all: string[] = [];
    for (const [round, some] of byRun.entries()) {
      all.push(await world.addRun({ streams: contacts(...some), keptDays: round < 3 ? 10 : 30 }));
      await world.merge('contacts', 'i1', { recordsPerPartition: 100 });
      partitions.push((await index()).merged?.partitions.length ?? 0);
      for (const id of ['c0', 'c75', 'c399', 'c599']) {
        const expected = all.filter((_, position) => byRun[position]?.includes(id)).reverse();
        expect(await runsOf(id), `${id} in round ${round}`).toEqual(expected);
      }
    }
    expect(partitions.slice(0, 3)).toEqual([1, 8, 16]);
    world.clock.now += 11 * dayMs;
    const last = await world.addRun({ streams: contacts('c595') });
    await world.merge('contacts', 'i1', { recordsPerPartition: 1_000 });
    expect((await index()).merged?.partitions).toHaveLength(1);
    expect(await runsOf('c595')).toEqual([last, all[3]]);
    expect(await runsOf('c0')).toEqual([]);
  });

  it('is lost to another one at the same time, and takes what it wrote with it', async () => {
    const first = await world.addRun({ streams: contacts('a') });
    const atOnce = async () => {
      const results = await Promise.all([world.merge(), world.merge(), world.merge()]);
      expect(results.map(({ kind }) => kind).sort()).toEqual(['lost', 'lost', 'merged']);
    };
    await atOnce();
    expect(await objects()).toHaveLength(1);
    expect(await runsOf('a')).toEqual([first]);
    const second = await world.addRun({ streams: contacts('a') });
    await atOnce();
    expect(await objects()).toHaveLength(1);
    expect(await runsOf('a')).toEqual([second, first]);
  });

  it('leaves a run alone whose archive cannot be read', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    const [first, broken, last] = [
      await world.addRun({ streams: contacts('a') }),
      await world.addRun({ streams: contacts('a') }),
      await world.addRun({ streams: contacts('a') }),
    ];
    world.trail.damage(broken);
    expect(await world.merge()).toEqual({ kind: 'merged', runs: [first, last], more: false });
    expect(complaint).toHaveBeenCalledWith(expect.stringContaining(broken), expect.anything());
    complaint.mockRestore();
    expect((await index()).unmerged).toEqual([broken]);
    const { hits, complete } = await world.search({ externalId: 'a' });
    expect(hits.map(({ runId }) => runId)).toEqual([last, first]);
    expect(complete).toBe(false);
  });

  it.each(['gone', 'cut off', 'damaged'])('makes an index anew that is %s', async (how) => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {});
    const all = [await world.addRun({ streams: contacts('a', 'b') }), await world.addRun({ streams: contacts('a') })];
    await world.merge();
    const [key = ''] = await objects();
    const bytes = (await services.archive.get(key)) ?? new Uint8Array();
    if (how === 'gone') await services.archive.remove(key);
    if (how === 'cut off') await services.archive.put(key, bytes.subarray(0, bytes.length / 2));
    if (how === 'damaged') await services.archive.put(key, bytes.fill(7, bytes.length / 2));
    const lost = await createSearchWorld(services, world.org).search({ externalId: 'a' });
    expect(lost.complete).toBe(false);
    all.push(await world.addRun({ streams: contacts('a') }));
    await world.addRun({ streams: contacts('a'), dryRun: true });
    await world.addRun({ streams: { companies: [[entity('x')]] } });
    expect(await world.merge()).toMatchObject({ kind: 'merged', runs: all });
    complaint.mockRestore();
    expect(await runsOf('a')).toEqual(all.toReversed());
    expect((await world.search({ externalId: 'b' })).complete).toBe(true);
  });

  it('may die at any request: the next one makes it good, and searches never see half of it', async () => {
    const all = [await world.addRun({ streams: contacts('a') })];
    await world.merge();
    const dying = (after: number) => {
      let requests = 0;
      const mortal = <T extends object>(target: T): T =>
        new Proxy(target, {
          get(object, name) {
            const method = Reflect.get(object, name);
            if (typeof method !== 'function') return method;
            return async (...args: unknown[]) => {
              const die = ++requests === after;
              // Half of the deaths come before the request is made, half when its answer is on the way.
              if (die && after % 2 === 0) throw new Error('died');
              const answer = await Reflect.apply(method, object, args);
              if (die) throw new Error('died');
              return answer;
            };
          },
        });
      const { indexes, runs, archive } = world.deps;
      return { indexes: mortal(indexes), runs: mortal(runs), archive: mortal(archive) };
    };
    let deaths = 0;
    for (let after = 1; after < 40; after++) {
      all.push(await world.addRun({ streams: contacts('a') }));
      const outcome = await world.merge('contacts', 'i1', dying(after)).catch(() => 'died' as const);
      const expected = all.toReversed();
      expect(await runsOf('a'), `after ${after} requests`).toEqual(expected);
      if (outcome !== 'died') break;
      deaths += 1;
      if (after % 3 === 0) expect(['merged', 'nothing']).toContain((await world.merge()).kind);
      expect(await runsOf('a'), `made good after ${after} requests`).toEqual(expected);
    }
    expect(deaths).toBeGreaterThan(6);
    while ((await world.merge()).kind === 'merged');
    expect(await runsOf('a')).toEqual(all.toReversed());
  });
});

describe('when a run was archived', () => {
  const due = async () => {
    const { ready } = await waitingRuns(world.deps, await index());
    return shouldMerge(await index(), ready, world.clock.now);
  };
  const archived = (runId: string) => mergeIndexesOfRun(world.deps, { org: world.org, runId });

  it('its streams are merged where they have no index yet, or four runs to merge', async () => {
    const small = () => ({ ...contacts('a'), companies: [[entity('x')]] });
    const all: string[] = [];
    const generations: (number | undefined)[] = [];
    for (let round = 0; round < 5; round++) {
      all.push(await world.addRun({ streams: small() }));
      await archived(all.at(-1) ?? '');
      generations.push((await index()).generation);
    }
    expect(generations).toEqual([1, 1, 1, 1, 2]);
    expect((await world.deps.indexes.get({ ...stream(), stream: 'companies' }))?.generation).toBe(2);
    expect(await runsOf('a')).toEqual(all.toReversed());
  });

  it('they are merged where the last merge was an hour ago, or very much changed', async () => {
    await world.addRun({ streams: contacts('a') });
    await world.merge();
    const mergedAt = world.clock.now;
    await world.addRun({ streams: { contacts: [[entity('a')]] } });
    expect(await due()).toBe(false);
    world.clock.now = mergedAt + 3_600_000 - 1;
    expect(await due()).toBe(false);
    world.clock.now = mergedAt + 3_600_000;
    expect(await due()).toBe(true);
    await world.merge();
    const many = Array.from({ length: 10_001 }, (_, id) => entity(`c${id}`, { action: 'UPDATE' }));
    await world.addRun({ streams: { contacts: [many.map((one) => ({ ...one, action: 'NONE' }))] } });
    expect(await due()).toBe(false);
    await world.addRun({ streams: { contacts: [many] } });
    expect(await due()).toBe(true);
  });

  it('a backlog is merged to its end', async () => {
    const all: string[] = [];
    for (let round = 0; round < 18; round++) all.push(await world.addRun({ streams: contacts('a') }));
    await archived(all.at(-1) ?? '');
    expect((await index()).unmerged).toEqual([]);
    expect(await runsOf('a')).toEqual(all.toReversed());
  });

  it('what is left of integrations whose runs are all gone is removed', async () => {
    const old = { integrationId: 'old', keptDays: 1 };
    await world.addRun({ ...old, streams: contacts('a') });
    await world.merge('contacts', 'old');
    await world.addRun({ ...old, streams: contacts('a') });
    const going = await world.addRun({ integrationId: 'young', streams: contacts('a'), state: 'running' });
    world.clock.now += 2 * dayMs;
    await archived(await world.addRun({ streams: contacts('a') }));
    const left = await world.deps.indexes.list(world.org);
    expect(left.map(({ integrationId }) => integrationId).sort()).toEqual(['i1', 'young']);
    expect((await world.search({ externalId: 'a' })).hits.map(({ runId }) => runId)).toContain(going);
  });

  it('a run that is gone, or touched nothing, is nothing to merge', async () => {
    await archived('01J00000000000000000000000');
    await archived(await world.addRun({ streams: { contacts: [] } }));
    expect((await index()).generation).toBe(0);
  });
});
