import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DeliveredPage } from '../../shared/api/runner-work.ts';
import { chunkLimits } from '../../shared/chunks/chunk.ts';
import type { Json } from '../../shared/connector/json.ts';
import type { StoredRunner } from '../../shared/runners/runner-store.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import { sweepRuns } from '../../shared/sweeps/sweep-runs.ts';
import { Died, mortal, randomOf } from '../pipeline/mortal.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { org, pagesOf } from '../pipeline/world.ts';
import { createRunnerWorld, pagesFrom, pool } from './runner-world.ts';

const hourMs = 3_600_000;

let services: Services;
let clock: number;

beforeAll(async () => {
  services = await startServices();
});
beforeEach(() => {
  clock = Date.now();
});
afterAll(() => services.close());

const now = () => clock;
const contacts = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ id: `c${index}`, name: `Contact ${index}` }));

async function begin(source = pagesOf(contacts(6), 2)) {
  const world = createRunnerWorld(services, chunkLimits, now);
  await world.onRunner(source);
  const step = await world.begin({ type: 'full' });
  const end = async () => {
    await world.applyAll();
    await world.close(step);
    return world.read(step.runId);
  };
  return { world, step, source, end };
}

it('a run that no runner of its pool has been there for fails after a day, and says what to do', async () => {
  const { world, step, end } = await begin();
  const other = await world.runner('late');
  expect(await world.pullOrOffer(step)).toMatchObject({ onRunner: true });
  clock += 23 * hourMs;
  await world.deps.runners.noteSeen(other, { lastSeenAt: new Date(clock).toISOString() });
  clock += 23.9 * hourMs;
  expect(await world.pullOrOffer(step)).toMatchObject({ onRunner: true });
  // The sweep leaves it alone: its execution goes on.
  expect((await sweepRuns(world.deps)).ended).toEqual([]);
  clock += 0.1 * hourMs;
  expect(await world.pullOrOffer(step)).toEqual({ more: false, waitSeconds: 0 });
  expect(await world.deps.works.list(org, pool, step.runId)).toEqual([]);
  expect(await end()).toMatchObject({
    outcome: 'FAILED',
    error: { code: 'no_runner', message: expect.stringContaining('for 24 h. Start one with "syncline runner"') },
  });
});

it('work of which five runners in a row died is given to no further one', async () => {
  const { world, step, source, end } = await begin();
  const runner = await world.runner('one');
  await world.pullOrOffer(step);
  // One page is safe: those who die behind it are counted anew.
  const first = await world.claim(runner);
  const [page] = await Array.fromAsync(pagesFrom(source, must(first)));
  await world.deliver(runner, must(first), { sequence: 0, pages: [must(page)], end: null });
  for (let death = 1; death <= 5; death++) {
    expect(await world.claim(runner)).toBeUndefined();
    clock += 60_001;
    if (death < 5) expect(await world.claim(runner)).toMatchObject({ attempt: death + 1, sequence: 1 });
  }
  expect(await world.claim(runner)).toBeUndefined();
  expect(world.woken).toEqual(['token-1']);
  expect(await world.pullOrOffer(step)).toMatchObject({ more: false });
  expect(await end()).toMatchObject({
    outcome: 'PARTIAL',
    error: { code: 'pull_crashed' },
    counts: { pulled: 2, deleted: 0 },
  });
});

it('a runner that crashed gives the work back, for others to try in a moment', async () => {
  const { world, step, end } = await begin();
  const runner = await world.runner('one');
  await world.pullOrOffer(step);
  for (let crash = 1; crash <= 5; crash++) {
    const work = must(await world.claim(runner));
    const crashed = { kind: 'crashed' as const, message: 'out of paper', calls: [] };
    await world.deliver(runner, work, { sequence: 0, pages: [], end: crashed });
    expect(await world.claim(runner)).toBeUndefined();
    clock += 5_001;
  }
  expect(world.woken).toEqual(['token-1']);
  expect(await world.pullOrOffer(step)).toMatchObject({ more: false });
  expect(await end()).toMatchObject({ outcome: 'FAILED', error: { code: 'pull_crashed' } });
});

it('what the source says no to ends the step with it, and what came before stands', async () => {
  const { world, step, source, end } = await begin();
  const runner = await world.runner('one');
  await world.pullOrOffer(step);
  const work = must(await world.claim(runner));
  const [page] = await Array.fromAsync(pagesFrom(source, work));
  const failed = { kind: 'failed' as const, code: 'http_500', message: 'It broke.', calls: [] };
  const answer = await world.deliver(runner, work, { sequence: 0, pages: [must(page)], end: failed });
  expect(answer).toEqual({ kind: 'taken', sequence: 1, stop: true });
  expect(world.woken).toEqual(['token-1']);
  // Nobody else is to have it.
  expect(await world.claim(runner)).toBeUndefined();
  expect(await end()).toMatchObject({ outcome: 'PARTIAL', error: { code: 'http_500' }, counts: { pulled: 2 } });
});

it('a state that begins to wait just when the runner is through goes on at once', async () => {
  const { world, step, source, end } = await begin();
  const runner = await world.runner('one');
  await world.pullOrOffer(step);
  const work = must(await world.claim(runner));
  // An hour is over: the state comes back to Pull pages, which finds the runner at work.
  expect(await world.pullOrOffer(step)).toMatchObject({ onRunner: true });
  const pages = await Array.fromAsync(pagesFrom(source, work));
  await world.deliver(runner, work, { sequence: 0, pages: pages.slice(0, 1), end: null });
  await world.deliver(runner, work, { sequence: 1, pages: pages.slice(1), end: { kind: 'done' } });
  expect(world.woken).toEqual(['token-2']);
  const { pull } = await requireStep(world.deps.steps, step);
  // The numbers of chunks that a delivery has not used are free for the next one.
  expect(pull).toMatchObject({ done: true, pagesRead: 3, nextChunk: 2 });
  expect(await end()).toMatchObject({ outcome: 'SUCCESS', counts: { pulled: 6 } });
});

it('single records are asked for by the runner, and what is gone is told as such', async () => {
  const source = { ...pagesOf(contacts(2), 2), fetchOne: async () => ({ kind: 'gone' as const }) };
  const world = createRunnerWorld(services, chunkLimits, now);
  await world.onRunner(source);
  const step = await world.begin({ streams: ['contacts'], ids: ['c0', 'c9'] });
  const runner = await world.runner('one');
  await world.pullOrOffer(step);
  const work = must(await world.claim(runner));
  expect(work).toMatchObject({ mode: 'full', ids: ['c0', 'c9'] });
  const [found, gone] = [
    { id: 'c0', name: 'Zero', data: { id: 'c0', name: 'Zero' } },
    { id: 'c9', name: null, data: {}, verdict: { kind: 'gone' as const } },
  ];
  const pages = [found, gone].map((record, index) => ({ records: [record], resume: index + 1, calls: [] }));
  await world.deliver(runner, work, { sequence: 0, pages, end: { kind: 'done' } });
  await world.applyAll();
  await world.close(step);
  expect(await world.read(step.runId)).toMatchObject({ type: 'background', outcome: 'SUCCESS', counts: { pulled: 1 } });
  expect((await world.stored()).get('c0')).toEqual(found?.data);
});

it('a delivery that is being taken when another runner gets the work comes to nothing', async () => {
  let meanwhile = async (): Promise<unknown> => undefined;
  const queue = {
    send: async (bodies: readonly string[]) => {
      await services.queue.send(bodies);
      await meanwhile();
    },
  };
  const world = createRunnerWorld({ ...services, queue }, chunkLimits, now);
  const source = pagesOf(contacts(6), 2);
  await world.onRunner(source);
  const step = await world.begin({ type: 'full' });
  const [slow, quick] = [await world.runner('slow'), await world.runner('quick')];
  await world.pullOrOffer(step);
  const first = must(await world.claim(slow));
  const pages = await Array.fromAsync(pagesFrom(source, first));
  const taken: unknown[] = [];
  meanwhile = async () => {
    meanwhile = async () => undefined;
    clock += 60_001;
    taken.push(await world.claim(quick));
  };
  expect(await world.deliver(slow, first, { sequence: 0, pages: pages.slice(0, 2), end: null })).toEqual({
    kind: 'overtaken',
  });
  expect(taken).toMatchObject([{ attempt: 2, sequence: 0, resume: null }]);
  // Nor does another process with the same token know the work.
  expect(await world.deliver(quick, first, { sequence: 0, pages, end: null })).toEqual({ kind: 'overtaken' });
  const second = { ...first, attempt: 2 };
  const answer = await world.deliver(quick, second, { sequence: 0, pages, end: { kind: 'done' } });
  expect(answer).toEqual({ kind: 'taken', sequence: 3, stop: true });
  await world.applyAll();
  await world.close(step);
  expect(await world.read(step.runId)).toMatchObject({ outcome: 'SUCCESS', counts: { pulled: 6, warnings: 0 } });
});

it.each([1, 2, 3])('counts everything once, however often takers and runners die (seed %i)', async (seed) => {
  const random = randomOf(seed);
  const { services: deadly, state: fate } = mortal(services, random, 0);
  const limits = { records: 10, characters: 1024 * 1024, flushAfterMs: 2_000, perCheckpoint: 4 };
  const world = createRunnerWorld(deadly, limits, now);
  const records: { [key: string]: Json }[] = [];
  for (let id = 0; id < 200; id++) {
    const contact = { id: `s${seed}-${id}`, name: `Contact ${id}` };
    records.push(contact);
    if (random() < 0.03) records.push({ name: 'without an id' });
    if (random() < 0.03) records.push(contact);
  }
  const source = pagesOf(records, 7);
  await world.onRunner(source);
  const step = await world.begin({ type: 'full' });
  const runners = [await world.runner('one'), await world.runner('two')];
  await world.pullOrOffer(step);
  fate.chance = 0.03;

  /** Reads on from where its work begins, until it is through, overtaken or killed. */
  async function live(runner: StoredRunner): Promise<void> {
    const work = await world.claim(runner);
    if (!work) return;
    let waiting: DeliveredPage[] = [];
    let { sequence } = work;
    const hand = async (end: { kind: 'done' } | null): Promise<boolean> => {
      for (;;) {
        if (random() < 0.1) throw new Died('The runner was killed.');
        const answer = await untilTaken(() => world.deliver(runner, work, { sequence, pages: waiting, end }));
        if (answer.kind === 'overtaken') return false;
        waiting = waiting.slice(answer.sequence - sequence);
        sequence = answer.sequence;
        return !answer.stop;
      }
    };
    for await (const page of pagesFrom(source, work)) {
      waiting.push(page);
      if (random() < 0.4 && !(await hand(null))) return;
    }
    await hand({ kind: 'done' });
  }

  /** Delivers it again until somebody lives through taking it, as a runner does. */
  async function untilTaken<T>(take: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await take();
      } catch (error) {
        if (!(error instanceof Died)) throw error;
        if (random() < 0.3) await applied();
      }
    }
  }
  const applied = () => untilTaken(() => world.applyAll(2));

  while (!(await untilTaken(() => requireStep(world.deps.steps, step))).pull.done) {
    await live(runners[random() < 0.5 ? 0 : 1] as StoredRunner).catch((error: unknown) => {
      if (!(error instanceof Died)) throw error;
    });
    clock += 60_001;
    // So many deaths in a row are not to end it here.
    const [work] = await untilTaken(() => world.deps.works.list(org, pool, step.runId));
    if (work) await untilTaken(() => world.deps.works.noteCrashes(work, 0));
  }
  await untilTaken(() => world.pullOrOffer(step));
  await applied();
  await untilTaken(() => world.close(step));
  fate.chance = 0;

  const run = await world.read(step.runId);
  const unique = new Set(records.flatMap(({ id }) => (typeof id === 'string' ? [id] : []))).size;
  expect(run).toMatchObject({ outcome: 'SUCCESS', proof: [{ complete: true }] });
  expect(run.counts).toMatchObject({
    pulled: records.length,
    created: unique,
    skipped: records.length - unique,
    failed: 0,
  });
  expect(fate.deaths).toBeGreaterThan(3);
});

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('It is not there.');
  return value;
}
