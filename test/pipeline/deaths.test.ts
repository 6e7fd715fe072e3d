import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Json } from '../../shared/connector/json.ts';
import { openRun } from '../../shared/control/open-run.ts';
import { Died, mortal, randomOf } from './mortal.ts';
import { type Services, startServices } from './services.ts';
import { createWorld, org, pagesOf } from './world.ts';

/** Many small chunks and checkpoints, so that there is much to die between. */
const limits = { records: 20, characters: 1024 * 1024, flushAfterMs: 2_000, perCheckpoint: 4 };

let services: Services;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());

const state = (seed: number, records: number) => {
  const random = randomOf(seed);
  const contacts: { [key: string]: Json }[] = [];
  for (let id = 0; id < records; id++) {
    if (random() < 0.1) continue;
    const contact = { id: `c${id}`, name: `Contact ${id}`, version: Math.floor(random() * 3) };
    contacts.push(contact);
    if (random() < 0.02) contacts.push({ name: 'without an id' });
    if (random() < 0.02) contacts.push(contact);
  }
  return contacts;
};

/** Does an act again until it lives through it, as Step Functions and the queue do. */
async function untilItLives<T>(act: () => Promise<T>, afterDeath?: () => Promise<unknown>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      await afterDeath?.();
    }
  }
}

it.each([1, 2, 3, 4, 5, 6])('counts everything once, however often workers die (seed %i)', async (seed) => {
  const random = randomOf(seed);
  const { services: deadly, state: fate } = mortal(services, random, 0);
  const world = createWorld(deadly, limits);
  let before = await world.stored();
  for (let round = 0; round < 3; round++) {
    const contacts = state(seed * 100 + round, 400);
    await world.reads(pagesOf(contacts, 15));
    const started = await world.start({ type: 'full' });
    if (started.kind !== 'started') throw new Error(started.kind);
    const step = { org, runId: started.runId, stream: 'contacts' };

    fate.chance = 0.03;
    await untilItLives(() => openRun(world.deps, step));
    const pull = async () => {
      while ((await world.pull(step)).more);
    };
    // What the dead worker had sent is applied, or not, before the next one takes over.
    const pulling = untilItLives(pull, async () => random() < 0.7 && untilItLives(() => world.applyAll(2)));
    await Promise.all([pulling, untilItLives(() => world.applyAll(2))]);
    await untilItLives(() => world.applyAll(2));
    await untilItLives(() => world.close(step));
    fate.chance = 0;

    const expected = new Map(contacts.flatMap((contact) => (contact['id'] ? [[String(contact['id']), contact]] : [])));
    const after = await world.stored();
    expect(after).toEqual(expected);
    const ids = [...expected.keys()];
    const differs = (id: string) => JSON.stringify(before.get(id)) !== JSON.stringify(expected.get(id));
    const run = await world.read(step.runId);
    expect(run).toMatchObject({ outcome: 'SUCCESS', proof: [{ complete: true }] });
    expect(run.counts).toMatchObject({
      pulled: contacts.length,
      created: ids.filter((id) => !before.has(id)).length,
      updated: ids.filter((id) => before.has(id) && differs(id)).length,
      unchanged: ids.filter((id) => before.has(id) && !differs(id)).length,
      deleted: [...before.keys()].filter((id) => !expected.has(id)).length,
      skipped: contacts.length - expected.size,
      failed: 0,
    });
    const entities = await world.entities(step.runId, {}, 33);
    expect(entities).toHaveLength(contacts.length + run.counts.deleted);
    before = after;
  }
  expect(fate.deaths).toBeGreaterThan(3);
});
