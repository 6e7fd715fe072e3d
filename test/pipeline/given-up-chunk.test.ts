import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { TallyStore } from '../../shared/tally/tally-store.ts';
import { Died } from './mortal.ts';
import { type Services, startServices } from './services.ts';
import { createWorld, pagesOf } from './world.ts';

/** A page is a chunk; no checkpoint comes before the tenth. */
const limits = { records: 15, characters: 1024 * 1024, flushAfterMs: 2_000, perCheckpoint: 20 };

const contacts = (version: number, until: number) =>
  Array.from({ length: until }, (_, id) => ({ id: `g${id}`, name: `Contact ${id}`, version }));

let services: Services;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());

it('tells the writes of a chunk that was given up once, and as what they were', async () => {
  const world = createWorld(services, limits);
  await world.reads(pagesOf(contacts(1, 10), 15));
  await world.run({ type: 'full' });

  const whole = pagesOf(contacts(2, 150), 15);
  let alive = false;
  await world.reads({
    async *read(...request) {
      for await (const page of whole.read(...request)) {
        if (!alive && page.resume === 10) throw new Died('The pull is killed behind its ninth chunk.');
        yield page;
      }
    },
  });
  const step = await world.begin({ type: 'full' });
  await expect(world.pull(step)).rejects.toThrow(Died);
  // What the dead worker had sent is on its way.
  await vi.waitFor(async () => expect(await services.receive()).toHaveLength(8));

  const tally = world.deps.tallies.tallyChunk;
  world.deps.tallies.tallyChunk = () => Promise.reject(new Died('The worker is killed before it can count.'));
  await expect(world.applyAll()).rejects.toThrow(Died);
  world.deps.tallies.tallyChunk = tally;
  expect((await world.stored()).size).toBe(15);

  alive = true;
  await world.pull(step);
  await world.applyAll();
  await world.close(step);
  const run = await world.read(step.runId);
  expect(run).toMatchObject({ outcome: 'SUCCESS', counts: { pulled: 150, created: 140, updated: 10, unchanged: 0 } });
  expect(await world.entities(step.runId, { action: 'CREATE' })).toHaveLength(140);
  expect(TallyStore.prototype.tallyChunk).toBe(tally);
});
