import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { closeRun } from '../../shared/closing/close-run.ts';
import { IdempotencyStore } from '../../shared/control/idempotency-store.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { org } from '../pipeline/world.ts';
import { type ControlWorld, contacts, createControlWorld, smallChunks, source } from './control-world.ts';

const day = 86_400_000;

let services: Services;
let world: ControlWorld;
let now: number;
let keys = 0;
let key: string;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());
beforeEach(async () => {
  now = Date.now();
  key = `key ${++keys} – "ö"`;
  world = createControlWorld(services, smallChunks, () => now);
  await world.reads(source(contacts(0, 5)));
});

const runs = async () => {
  const filters = { integrationId: world.integrationId };
  const page = await world.runReader.list(org, filters, { limit: 100, cursor: null });
  if (page === 'bad-cursor') throw new Error(page);
  return page.items.map(({ runId }) => runId);
};

it('starts one run for two requests with one key that come at once', async () => {
  const both = await Promise.all([1, 2].map(() => world.startRun({ type: 'full', idempotencyKey: key })));
  expect(both[0]).toEqual({ kind: 'started', runId: expect.any(String) });
  expect(both[1]).toEqual(both[0]);
  expect(await runs()).toHaveLength(1);
});

it('answers a repetition with the same run, also after its end, and starts nothing', async () => {
  const first = await world.startRun({ streams: ['contacts'], type: 'full', idempotencyKey: key });
  const ended = await world.carryOut(first);
  // The same request, its fields in another order.
  expect(await world.startRun({ idempotencyKey: key, type: 'full', streams: ['contacts'] })).toEqual(first);
  expect(await runs()).toEqual([ended.runId]);
  expect(await world.startRun({ type: 'full', idempotencyKey: `${key} 2` })).toMatchObject({ kind: 'started' });
  expect(await runs()).toHaveLength(2);
});

it('refuses a key that was used for something else', async () => {
  const first = await world.startRun({ type: 'full', idempotencyKey: key });
  expect(await world.startRun({ type: 'update', idempotencyKey: key })).toEqual({ kind: 'key-reused' });
  if (first.kind !== 'started') throw new Error(first.kind);
  expect(await world.cancel(first.runId, key)).toEqual({ kind: 'key-reused' });
  expect(await world.retrigger(first.runId, 'all', key)).toEqual({ kind: 'key-reused' });
});

it('forgets a key after 24 hours', async () => {
  const first = await world.startRun({ type: 'full', idempotencyKey: key });
  await world.carryOut(first);
  now += day - 60_000;
  expect(await world.startRun({ type: 'full', idempotencyKey: key })).toEqual(first);
  now += 120_000;
  const next = await world.startRun({ type: 'full', idempotencyKey: key });
  expect(next.kind).toBe('started');
  expect(next).not.toEqual(first);
});

it('leaves a key free whose request came to nothing', async () => {
  const going = await world.startRun({ type: 'full' });
  if (going.kind !== 'started') throw new Error(going.kind);
  expect(await world.startRun({ type: 'full', idempotencyKey: key })).toMatchObject({ kind: 'busy' });
  await world.carryOut(going);
  expect(await world.startRun({ type: 'full', idempotencyKey: key })).toMatchObject({ kind: 'started' });
  expect(await runs()).toHaveLength(2);
});

it('goes on with the same run where whoever had the key died before its execution was there', async () => {
  const { workflow } = world.deps;
  const { start } = workflow;
  workflow.start = () => Promise.reject(new Error('killed'));
  await expect(world.startRun({ type: 'full', idempotencyKey: key })).rejects.toThrow('killed');
  workflow.start = start;
  const [lost] = await runs();
  expect(await world.startRun({ type: 'full', idempotencyKey: key })).toEqual({ kind: 'started', runId: lost });
  expect(world.executions.get(lost ?? '')).toEqual({ kind: 'RUNNING' });
  expect(await runs()).toEqual([lost]);
});

it('goes on with the same run where whoever had the key was killed with it in hand', async () => {
  class Killed extends IdempotencyStore {
    override finish = () => Promise.reject(new Error('killed'));
    override giveUp = () => Promise.reject(new Error('killed'));
  }
  const { deps } = world;
  const dead = { ...world.deps, keys: new Killed(services.trail, () => now) };
  const { startRun } = await import('../../shared/control/start-run.ts');
  const request = { type: 'full', idempotencyKey: key } as const;
  const caller = { org, user: 'ada' };
  await expect(startRun(dead, caller, world.integrationId, request)).rejects.toThrow('killed');
  const [made] = await runs();
  // It may still be at work, for as long as a request may take.
  now += 30_001;
  expect(await startRun(deps, caller, world.integrationId, request)).toEqual({ kind: 'started', runId: made });
  expect(await runs()).toEqual([made]);
});

it('cancels and does again once for each key', async () => {
  const first = await world.startRun({ type: 'full' });
  if (first.kind !== 'started') throw new Error(first.kind);
  expect(await world.cancel(first.runId, key)).toEqual({ kind: 'cancelling' });
  await closeRun(world.deps, { org, runId: first.runId });
  expect(await world.cancel(first.runId)).toMatchObject({ kind: 'ended' });
  // Whoever lost the answer is told what it was.
  expect(await world.cancel(first.runId, key)).toEqual({ kind: 'cancelling' });

  const again = await world.retrigger(first.runId, 'all', `${key} again`);
  expect(again).toMatchObject({ kind: 'started' });
  expect(await world.retrigger(first.runId, 'all', `${key} again`)).toEqual(again);
  expect(await world.retrigger(first.runId, 'failed', `${key} again`)).toEqual({ kind: 'key-reused' });
  expect(await runs()).toHaveLength(2);
});
