import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { announce } from '../../shared/hooks/hooked-work.ts';
import { sweepNotes } from '../../shared/hooks/sweep-notes.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { org } from '../pipeline/world.ts';
import { createHookWorld, type HookWorld, stream } from './hook-world.ts';

let services: Services;
let world: HookWorld;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());
beforeEach(async () => {
  world = await createHookWorld(services);
  await world.offers({ byId: true });
});

const contact = (id: string, city = 'Bonn') => ({ id, name: `C ${id}`, city });
const has = (...ids: string[]) => {
  for (const id of ids) world.truth.set(id, contact(id));
};

/** The next message starts a run, which then goes through. */
async function runOfNext() {
  const { result } = await world.next();
  if (result.kind !== 'started') throw new Error(`Not started: ${JSON.stringify(result)}`);
  return world.carryOut(result.runId);
}

it('brings in just the records that were named: new, changed, and gone', async () => {
  has('a', 'b', 'c', 'd');
  await world.run({ type: 'full' });
  world.truth.set('a', contact('a', 'Bern'));
  world.truth.set('b', contact('b', 'Basel'));
  world.truth.delete('c');
  has('e');
  expect((await world.post({ stream, ids: ['a', 'c', 'd'] })).status).toBe(202);
  expect((await world.post({ stream, ids: ['e'] })).status).toBe(202);
  expect(world.waiting).toHaveLength(1);
  expect(world.waiting[0]?.dueAt).toBe(world.now() + 10_000);

  const run = await runOfNext();
  expect(run).toMatchObject({
    type: 'background',
    trigger: 'SOURCE_CHANGE',
    triggerName: 'TEST_CHANGES',
    startedBy: 'system',
    outcome: 'SUCCESS',
    // What is gone was not pulled.
    counts: { pulled: 3, created: 1, updated: 1, unchanged: 1, deleted: 1 },
    proof: [{ complete: true }],
  });
  const stored = await world.stored();
  expect([...stored.keys()].toSorted()).toEqual(['a', 'b', 'd', 'e']);
  expect(stored.get('a')).toEqual(contact('a', 'Bern'));
  // Nobody said anything of it.
  expect(stored.get('b')).toEqual(contact('b'));
  expect(world.waiting).toEqual([]);
  expect(await world.notes()).toEqual([]);
});

it('of one changed record makes a run that reads as the log entry of that record', async () => {
  has('a');
  await world.run({ type: 'full' });
  world.truth.set('a', contact('a', 'Bern'));
  await world.post({ stream, ids: ['a'] });
  const run = await runOfNext();
  expect(run).toMatchObject({
    message: '1 record pulled: 1 updated. Only contacts a.',
    record: { stream, externalId: 'a' },
    counts: { pulled: 1, signals: 1 },
  });
  expect(await world.entities(run.runId)).toMatchObject([{ externalId: 'a', action: 'UPDATE', status: 'OK', page: 1 }]);
});

it('makes few runs of a burst of a thousand webhooks, and drops none of them', async () => {
  const ids = Array.from({ length: 1_000 }, (_, index) => `c${index}`);
  has(...ids);
  let next = 0;
  const sender = async () => {
    for (let id = ids[next++]; id; id = ids[next++]) {
      expect((await world.post({ stream, ids: [id] }, { id: `delivery-${id}` })).status).toBe(202);
    }
  };
  await Promise.all(Array.from({ length: 20 }, sender));
  // Who came at the very same moment may each have sent a message; the first that comes takes up everything.
  expect(world.waiting.length).toBeLessThanOrEqual(20);
  expect(await runOfNext()).toMatchObject({ counts: { pulled: 1_000, created: 1_000 } });
  while (world.waiting.length > 0) expect((await world.next()).result).toEqual({ kind: 'nothing' });
  expect(await world.runs()).toHaveLength(1);
});

it('takes up more than a run may hold in one run after the other', async () => {
  const ids = Array.from({ length: 2_500 }, (_, index) => `c${index}`);
  has(...ids);
  await world.post({ stream, ids });
  await world.post({ stream, ids: ['c1', 'c2'] });
  const pulled = [];
  while (world.waiting.length > 0) pulled.push((await runOfNext()).counts.pulled);
  expect(pulled).toHaveLength(3);
  expect((await world.stored()).size).toBe(2_500);
  expect(await world.notes()).toEqual([]);
});

it('waits for the end of a run that is going, and then brings in everything that came meanwhile', async () => {
  has('a', 'b', 'c');
  const going = await world.begin({ type: 'full' });
  await world.post({ stream, ids: ['a'] });
  const waits = [];
  for (let round = 0; round < 5; round++) {
    const { message, result } = await world.next();
    expect(result).toMatchObject({ kind: 'put-off', reason: expect.stringContaining(going.runId) });
    waits.push(((world.waiting[0]?.dueAt ?? 0) - message.dueAt) / 1000);
    expect(world.waiting).toHaveLength(1);
    await world.post({ stream, ids: [`b${round}`, 'b'] });
  }
  expect(waits).toEqual([10, 20, 40, 60, 60]);
  expect(world.waiting).toHaveLength(1);
  while ((await world.pull(going)).more);
  await world.applyAll();
  await world.close(going);

  const run = await runOfNext();
  // And five ids of which the source knows nothing.
  expect(run.counts).toMatchObject({ pulled: 2 });
  expect(await world.entities(run.runId)).toHaveLength(7);
  expect(await world.runs()).toHaveLength(1);
  expect(world.waiting).toEqual([]);
});

it('asks what changed where no records are named, and for named ones where they cannot be asked for', async () => {
  await world.offers({ modes: ['full', 'update'] });
  has('a', 'b');
  await world.run({ type: 'full' });
  has('c');
  await world.post({ stream });
  await world.post({ stream, ids: ['c'] });
  expect(await runOfNext()).toMatchObject({ type: 'update', trigger: 'SOURCE_CHANGE', counts: { created: 1 } });
  expect(world.waiting).toEqual([]);
});

it('goes for the named records first and then asks what changed: only so is it seen that some are gone', async () => {
  await world.offers({ modes: ['full', 'update'], byId: true });
  has('a', 'b');
  await world.run({ type: 'full' });
  world.truth.delete('a');
  has('c');
  await world.post([{ stream, ids: ['a'] }]);
  await world.post({ stream });
  expect(await runOfNext()).toMatchObject({ type: 'background', counts: { deleted: 1 } });
  expect(await runOfNext()).toMatchObject({ type: 'update', counts: { created: 1 } });
  expect([...(await world.stored()).keys()].toSorted()).toEqual(['b', 'c']);
  expect(world.waiting).toEqual([]);
});

it('takes ids and no ids in one body as: ask what changed', async () => {
  await world.offers({ modes: ['full', 'update'], byId: true });
  await world.post([{ stream, ids: ['a'] }, { stream }]);
  expect(await world.notes()).toMatchObject([{ ids: null }]);
});

it('who dies between noting and sending has not accepted it, and its repetition brings it in once', async () => {
  has('a');
  const { hookedWork } = world.hookDeps;
  const { send } = hookedWork;
  hookedWork.send = () => Promise.reject(new Error('killed'));
  await expect(world.post({ stream, ids: ['a'] }, { id: 'd' })).rejects.toThrow('killed');
  hookedWork.send = send;
  expect(await world.notes()).toHaveLength(1);
  expect((await world.post({ stream, ids: ['a'] }, { id: 'd' })).status).toBe(202);
  expect(await world.notes()).toHaveLength(1);
  expect(await runOfNext()).toMatchObject({ counts: { created: 1 } });
  expect(world.waiting).toEqual([]);
});

it('who dies right after having sent leaves a message that finds everything', async () => {
  has('a', 'b');
  const { hookDeps } = world;
  const noteSent = hookDeps.notes.noteSent.bind(hookDeps.notes);
  hookDeps.notes.noteSent = () => Promise.reject(new Error('killed'));
  await expect(world.post({ stream, ids: ['a'] })).rejects.toThrow('killed');
  hookDeps.notes.noteSent = noteSent;
  await world.post({ stream, ids: ['b'] });
  expect(await runOfNext()).toMatchObject({ counts: { created: 2 } });
  expect((await world.next()).result).toEqual({ kind: 'nothing' });
});

it('who dies between starting the run and clearing the notes starts no second one', async () => {
  has('a');
  await world.post({ stream, ids: ['a'] });
  const [message] = world.waiting;
  if (!message) throw new Error('No message.');
  const { notes } = world.hookDeps;
  const remove = notes.remove.bind(notes);
  notes.remove = () => Promise.reject(new Error('killed'));
  await expect(world.next()).rejects.toThrow('killed');
  notes.remove = remove;
  const again = await world.deliver(message);
  expect(again).toMatchObject({ kind: 'started' });
  expect(await world.runs()).toMatchObject([{ runId: 'runId' in again && again.runId }]);
  expect(await world.notes()).toEqual([]);
  expect(await world.deliver(message)).toEqual({ kind: 'nothing' });
});

it('keeps a note that is written again while the run for it is started', async () => {
  has('a');
  await world.post({ stream, ids: ['a'] });
  const { notes } = world.hookDeps;
  const remove = notes.remove.bind(notes);
  notes.remove = async (...given) => {
    // The record changed once more, behind the reading of the notes.
    world.pass(1);
    await world.post({ stream, ids: ['a'] });
    await remove(...given);
  };
  await world.next();
  notes.remove = remove;
  expect(await world.notes()).toHaveLength(1);
  expect(world.waiting).toHaveLength(1);
});

it('waits while the integration is switched off, and drops what it can do nothing with', async () => {
  has('a');
  await world.post({ stream, ids: ['a'] });
  await world.setStatus('DISABLED');
  const { message, result } = await world.next();
  expect(result).toEqual({ kind: 'put-off', reason: 'The integration is DISABLED.' });
  expect(world.waiting).toMatchObject([{ dueAt: message.dueAt + 900_000 }]);
  await world.setStatus('ACTIVE');
  expect(await runOfNext()).toMatchObject({ counts: { created: 1 } });

  await world.post({ stream, ids: ['a'] });
  await world.offers({ byId: false });
  expect((await world.next()).result).toEqual({ kind: 'dropped', notes: 1 });
  await world.offers({ byId: true });
  await world.post({ stream, ids: ['a', 'b'] });
  await world.offers({ name: 'other', byId: true });
  expect((await world.next()).result).toEqual({ kind: 'dropped', notes: 1 });
  expect(await world.notes()).toEqual([]);
});

it('what failed again and again comes back as long as there are notes', async () => {
  await world.post({ stream, ids: ['a'] });
  const { message } = { message: world.waiting.shift() };
  if (!message) throw new Error('No message.');
  world.pass(600);
  await world.deadLetter(message);
  expect(world.waiting).toMatchObject([{ dueAt: world.now() + 900_000 }]);
  expect(await runOfNext()).toMatchObject({ type: 'background' });
  await world.deadLetter(message);
  expect(world.waiting).toEqual([]);
});

it('sends one message for everything that comes before it is due', async () => {
  const work = { org, integrationId: world.integrationId, stream, attempt: 0 };
  await announce(world.hookDeps, work, 10);
  await announce(world.hookDeps, work, 10);
  expect(world.waiting).toHaveLength(1);
  // The last second belongs to clocks that differ.
  world.pass(9);
  await announce(world.hookDeps, work, 10);
  expect(world.waiting).toHaveLength(2);
});

describe('a message that is lost', () => {
  const lose = () => world.waiting.splice(0);
  /** As if there were no other integrations than that of this test, and `another`. */
  const sweep = (another?: HookWorld) =>
    sweepNotes({
      ...world.hookDeps,
      integrations: {
        async *inBrief() {
          for await (const one of world.deps.integrations.inBrief()) {
            if ([world.integrationId, another?.integrationId].includes(one.integrationId)) yield one;
          }
        },
      },
    });
  const announced = async () => (await sweep()).announced;

  it('is sent again once it is overdue, and what was told is brought in', async () => {
    has('a');
    await world.post({ stream, ids: ['a'] });
    lose();
    world.pass(10 + 14 * 60);
    expect(await announced()).toEqual([]);
    world.pass(61);
    expect(await announced()).toEqual([[world.integrationId, stream]]);
    expect(await announced()).toEqual([]);
    expect(await runOfNext()).toMatchObject({ type: 'background', counts: { created: 1 } });
    world.pass(3_600);
    expect(await announced()).toEqual([]);
    expect(world.waiting).toEqual([]);
  });

  it('is sent again too while the integration was switched off', async () => {
    has('a');
    await world.post({ stream, ids: ['a'] });
    await world.setStatus('DISABLED');
    await world.next();
    lose();
    await world.setStatus('ACTIVE');
    world.pass(31 * 60);
    await announced();
    expect(await runOfNext()).toMatchObject({ counts: { created: 1 } });
  });

  it('of one integration is seen to although another one cannot be looked at', async () => {
    const another = await createHookWorld(services);
    await world.post({ stream, ids: ['a'] });
    lose();
    world.pass(16 * 60);
    const { notes } = world.hookDeps;
    const dueBefore = notes.dueBefore.bind(notes);
    notes.dueBefore = (of, time) =>
      of.integrationId === another.integrationId ? Promise.reject(new Error('Throttled.')) : dueBefore(of, time);
    expect(await sweep(another)).toEqual({
      announced: [[world.integrationId, stream]],
      failed: [another.integrationId],
    });
  });
});
