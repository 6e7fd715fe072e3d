import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeRun } from '../../shared/closing/close-run.ts';
import { startRun } from '../../shared/control/start-run.ts';
import { sweepRuns } from '../../shared/sweeps/sweep-runs.ts';
import { type Services, startServices } from './services.ts';
import { createWorld, org, pagesOf, type World } from './world.ts';

const caller = { org, user: 'tester' };
const early = { aborted: false, error: { code: 'workflow_ended', message: 'It broke.' } };

let services: Services;
let world: World;

beforeAll(async () => {
  services = await startServices();
  world = createWorld(services);
  await world.reads(pagesOf([{ id: 'a' }], 1));
});
afterAll(() => services.close());

it('starts one of two runs that want the same stream, and names it to the other', async () => {
  const results = await Promise.all([world.start(), world.start()]);
  const started = results.find((one) => one.kind === 'started');
  expect(results.map(({ kind }) => kind).toSorted()).toEqual(['busy', 'started']);
  expect(results).toContainEqual({ kind: 'busy', runId: started?.runId, stream: 'contacts' });
  const { items } = (await world.runReader.list(org, {}, { limit: 10, cursor: null })) as { items: unknown[] };
  expect(items).toHaveLength(1);
  await closeRun(world.deps, { org, runId: started?.runId ?? '' }, early);
  expect((await world.run()).outcome).toBe('SUCCESS');
});

it('keeps when an integration was last triggered, by whom or by a schedule, and when a run last ended', async () => {
  const { integrations } = world.deps;
  const first = await world.run();
  const before = await integrations.activity(org, world.integrationId);
  expect(before).toEqual({
    lastTriggeredAt: first.startedAt,
    lastScheduledAt: null,
    lastCompletedAt: first.endedAt,
    lastSkipped: null,
  });
  const scheduled = await startRun(world.deps, caller, world.integrationId, {}, 'SCHEDULED');
  if (scheduled.kind !== 'started') throw new Error(scheduled.kind);
  const { startedAt } = await world.read(scheduled.runId);
  expect(await integrations.activity(org, world.integrationId)).toEqual({
    lastTriggeredAt: startedAt,
    lastScheduledAt: startedAt,
    lastCompletedAt: first.endedAt,
    lastSkipped: null,
  });
  await closeRun(world.deps, { org, runId: scheduled.runId }, early);
});

it('refuses a stream that is not there, and an update where none is offered', async () => {
  expect(await world.start({ streams: ['nope'] })).toEqual({
    kind: 'unknown-stream',
    stream: 'nope',
    known: ['contacts'],
  });
  expect(await world.start({ type: 'update' })).toMatchObject({ kind: 'mode-not-offered', stream: 'contacts' });
});

it('ends a run whose start died before its execution was there, and frees its stream', async () => {
  const dying = { ...world.deps.workflow, start: () => Promise.reject(new Error('The process was killed.')) };
  await expect(startRun({ ...world.deps, workflow: dying }, caller, world.integrationId, {})).rejects.toThrow('killed');
  const lost = await world.start();
  if (lost.kind !== 'busy') throw new Error('The stream should be held.');

  expect(await sweepRuns(world.deps)).toMatchObject({ ended: [], failed: [] });
  const later = () => Date.now() + 120_000;
  expect(await sweepRuns({ ...world.deps, now: later })).toMatchObject({ ended: [lost.runId], failed: [] });
  expect(await world.read(lost.runId)).toMatchObject({
    progress: 'FINISHED',
    outcome: 'FAILED',
    error: { code: 'never_started' },
  });
  expect((await world.run()).outcome).toBe('SUCCESS');
});

it('ends a run whose execution is over, and leaves one alone that goes on', async () => {
  const step = await world.begin();
  expect((await sweepRuns(world.deps)).ended).toEqual([]);
  world.executions.set(step.runId, { kind: 'ENDED', aborted: true, reason: 'ABORTED: by hand' });
  expect((await sweepRuns(world.deps)).ended).toEqual([step.runId]);
  expect(await world.read(step.runId)).toMatchObject({ progress: 'ABORTED', error: { code: 'workflow_stopped' } });
  expect((await sweepRuns(world.deps)).ended).toEqual([]);
});

it('takes over the lock of a run that ended without letting go', async () => {
  const { locks } = world.deps;
  const stream = { org, integrationId: world.integrationId, stream: 'contacts' };
  const ended = await world.run();
  await locks.acquire(stream, ended.runId);
  expect((await world.run()).outcome).toBe('SUCCESS');
});
