import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../shared/connector/json.ts';
import { cancelRun } from '../../shared/control/cancel-run.ts';
import { openRun } from '../../shared/control/open-run.ts';
import { Died, mortal, randomOf } from '../pipeline/mortal.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { contactsAt, createOutboundWorld, findContact } from './outbound-world.ts';
import { startTarget, type TargetServer } from './target-server.ts';

let services: Services;
let target: TargetServer;

beforeAll(async () => {
  services = await startServices();
  target = await startTarget();
});
afterAll(async () => {
  await target.close();
  await services.close();
});
afterEach(() => {
  target.behaves();
  target.contacts.clear();
  target.forget();
});

const withKey = { idempotencyHeader: 'Idempotency-Key' };
const contact = (id: string, name = id): JsonObject => ({ id, name });
const isCreate = ({ method }: { method: string }) => method === 'POST';

/** Many small chunks and checkpoints, so that there is much to die between. */
const small = { records: 20, characters: 1024 * 1024, flushAfterMs: 2_000, perCheckpoint: 4 };

async function worldWith(changed: JsonObject, of: Services = services) {
  const world = createOutboundWorld(of, contactsAt(target.url, changed), small);
  await world.configure();
  return world;
}

/** The target creates it, and its answer is lost. */
async function afterLostAnswer(changed: JsonObject) {
  const world = await worldWith(changed);
  await world.have([contact('a'), contact('b')]);
  target.misbehaves(({ body, ...request }) => (isCreate(request) && body?.['id'] === 'a' ? 'hang-up' : undefined));
  const run = await world.run();
  const [failed] = await world.entities(run.runId, { status: 'ERROR' });
  target.behaves();
  target.forget();
  return { world, run, failed };
}

describe('a create whose answer was lost', () => {
  it('is told as such, and is not sent again where nobody can tell whether it was carried out', async () => {
    const { world, run, failed } = await afterLostAnswer({});
    expect(run).toMatchObject({ outcome: 'PARTIAL', counts: { created: 1, failed: 1 } });
    expect(failed).toMatchObject({ externalId: 'a', action: 'CREATE', code: 'outcome_unknown' });
    for (let round = 0; round < 2; round++) {
      const later = await world.run();
      expect(later).toMatchObject({ outcome: 'PARTIAL', counts: { unchanged: 1, failed: 1, deleted: 0 } });
      expect(target.requests).toHaveLength(0);
    }
    expect(target.byOurId().size).toBe(2);
    await world.configure(contactsAt(target.url, findContact));
    expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { created: 1, unchanged: 1 } });
    expect(target.byOurId().size).toBe(2);
    // What the target took is known again: nothing is left to look at.
    target.forget();
    expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { unchanged: 2 } });
    expect(target.requests).toHaveLength(0);
  });

  it('is looked up by the next run where the target can be asked, and brought up to date', async () => {
    const { world, failed } = await afterLostAnswer(findContact);
    expect(failed).toMatchObject({ code: 'outcome_unknown' });
    await world.have([contact('a', 'changed'), contact('b')]);
    expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { created: 1, unchanged: 1 } });
    expect(target.requests.map(({ method }) => method)).toEqual(['GET', 'PUT']);
    expect(target.byOurId().get('a')).toEqual(contact('a', 'changed'));
  });

  it('is looked up, and created where the target has not got it', async () => {
    const world = await worldWith(findContact);
    await world.have([contact('a')]);
    target.misbehaves((request) => (isCreate(request) ? { status: 502 } : undefined));
    const run = await world.run();
    expect(await world.entities(run.runId)).toEqual([expect.objectContaining({ code: 'outcome_unknown' })]);
    target.behaves();
    expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { created: 1 } });
    expect(target.byOurId().size).toBe(1);
  });

  it('is repeated as it was, with its key, and then brought up to date', async () => {
    const world = await worldWith(withKey);
    await world.have([contact('a')]);
    target.misbehaves((request) => (isCreate(request) ? 'hang-up' : undefined));
    const run = await world.run();
    expect(run.counts.failed).toBe(1);
    target.behaves();
    const keys = new Set(target.requests.map(({ headers }) => headers['idempotency-key']));
    expect(keys.size).toBe(1);
    target.forget();
    await world.have([contact('a', 'changed')]);
    expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { created: 1 } });
    const [again, update] = target.requests;
    expect(again).toMatchObject({ method: 'POST', body: contact('a') });
    expect(keys.has(again?.headers['idempotency-key'])).toBe(true);
    expect(update).toMatchObject({ method: 'PUT', body: contact('a', 'changed') });
    expect(target.byOurId()).toEqual(new Map([['a', contact('a', 'changed')]]));
  });

  it('is not repeated with a key that the target has forgotten by now', async () => {
    const { world } = await afterLostAnswer({});
    const people = { org: world.org, integrationId: world.outbound, stream: 'people' };
    for await (const { keyHash, record } of world.deps.records.list(people)) {
      if (!record.target?.unclear) continue;
      const since = new Date(Date.now() - 25 * 3_600_000).toISOString();
      const aged = { ...record.target, unclear: { ...record.target.unclear, since } };
      await world.deps.records.write(people, [{ keyHash, record: { ...record, target: aged } }]);
    }
    await world.configure(contactsAt(target.url, withKey));
    const run = await world.run();
    expect(await world.entities(run.runId, { status: 'ERROR' })).toEqual([
      expect.objectContaining({ code: 'outcome_unknown' }),
    ]);
    expect(target.requests).toHaveLength(0);
  });

  it('is sent again where the settings say that a double is the lesser evil', async () => {
    const { world } = await afterLostAnswer({ ifUnclear: 'create' });
    expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { created: 1 } });
    expect(target.contacts.size).toBe(3);
  });

  it('is found and deleted where our side has lost the record meanwhile', async () => {
    const { world } = await afterLostAnswer(findContact);
    await world.have([contact('b')]);
    expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { deleted: 1, unchanged: 1 } });
    expect([...target.byOurId().keys()]).toEqual(['b']);
  });
});

it('takes over what the target had before, where it says that it is in the way', async () => {
  const world = await worldWith({ ...findContact, ...withKey });
  target.contacts.set('t-old', contact('a', 'of old'));
  target.misbehaves((request) => (isCreate(request) ? { status: 409 } : undefined));
  await world.have([contact('a')]);
  expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { created: 1 } });
  expect([...target.contacts]).toEqual([['t-old', contact('a')]]);
  // Under the key of the create, the target would give the answer to that again.
  const keys = target.requests
    .filter(({ method }) => method !== 'GET')
    .map(({ headers }) => headers['idempotency-key']);
  expect(new Set(keys).size).toBe(2);
});

it('counts what is unclear for nothing where a run is cancelled, and looks at it in the next one', async () => {
  let isDead = false;
  const { trail, records } = services;
  const mortalTable = (table: typeof records) =>
    new Proxy(table, {
      get: (of, name) => {
        const method: unknown = Reflect.get(of, name);
        if (typeof method !== 'function') return method;
        return async (...args: unknown[]) => {
          if (isDead) throw new Error('killed');
          return Reflect.apply(method, of, args);
        };
      },
    });
  const deadly = { ...services, trail: mortalTable(trail), records: mortalTable(records) };
  const world = createOutboundWorld(deadly, contactsAt(target.url, findContact));
  await world.configure({ ...contactsAt(target.url, findContact), concurrency: 1 });
  await world.have([contact('a'), contact('b'), contact('c')]);
  const step = await world.begin();
  await world.pull(step);
  // The second create is the last thing that the worker does.
  target.misbehaves(() => {
    isDead = target.requests.length === 2;
    return undefined;
  });
  await expect(world.sendAll()).rejects.toThrow('killed');
  isDead = false;
  target.behaves();
  world.leasesAreOver();
  await cancelRun(world.deps, { org: world.org, user: 'tester' }, step.runId);
  await world.sendAll();
  const run = await world.close(step);
  expect(run).toMatchObject({ progress: 'ABORTED', counts: { created: 1, failed: 0 } });
  expect(await world.entities(run.runId)).toHaveLength(1);
  expect(target.byOurId().size).toBe(2);
  expect(await world.run()).toMatchObject({ outcome: 'SUCCESS', counts: { created: 2, unchanged: 1 } });
  expect(target.byOurId().size).toBe(3);
});

/** Does an act again until it lives through it, as Step Functions and the queue do. */
async function untilItLives<T>(act: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Died)) throw error;
    }
  }
}

describe.each([
  ['that can be asked for a record', findContact],
  ['that knows keys of requests', withKey],
])('a target %s', (_, changed) => {
  it.each([1, 2, 3])('gets nothing twice and misses nothing, however often workers die (seed %i)', async (seed) => {
    const random = randomOf(seed);
    const { services: deadly, state: fate } = mortal(services, random, 0);
    const world = await worldWith(changed, deadly);
    // A dead worker's lease is over before the next one comes.
    world.leasesAreOver();
    for (let round = 0; round < 3; round++) {
      const records = Array.from({ length: 60 }, (_, id) =>
        contact(`c${id}`, `name ${Math.floor(random() * 3)}`),
      ).filter(() => random() > 0.1);
      await world.have(records);
      const step = await world.start({ type: 'full' });
      fate.chance = 0.02;
      await untilItLives(() => openRun(world.deps, step));
      await untilItLives(async () => {
        while ((await world.pull(step)).more);
      });
      await untilItLives(() => world.sendAll());
      const run = await untilItLives(() => world.close(step));
      fate.chance = 0;
      expect(target.byOurId()).toEqual(new Map(records.map((record) => [String(record['id']), record])));
      expect(run).toMatchObject({ outcome: 'SUCCESS', counts: { pulled: records.length, failed: 0 } });
      const { created, updated, unchanged } = run.counts;
      expect(created + updated + unchanged).toBe(records.length);
    }
    expect(fate.deaths).toBeGreaterThan(3);
  });
});
