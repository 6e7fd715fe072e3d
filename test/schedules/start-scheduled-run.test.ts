import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeRun } from '../../shared/closing/close-run.ts';
import type { RateRhythm, Rhythm } from '../../shared/connector/rhythm.ts';
import type { StoredIntegration } from '../../shared/integrations/integration-store.ts';
import { type DueRun, readDueRun, readUndelivered, writeDueRun } from '../../shared/schedules/due-run.ts';
import { groupsOf } from '../../shared/schedules/groups.ts';
import { noteMissedRun } from '../../shared/schedules/note-missed-run.ts';
import { reconcileSchedules } from '../../shared/schedules/reconcile-schedules.ts';
import { startScheduledRun } from '../../shared/schedules/start-scheduled-run.ts';
import { Died, mortal, randomOf } from '../pipeline/mortal.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createWorld, org, pagesOf, type World } from '../pipeline/world.ts';
import { type Scheduling, startScheduling } from './scheduling.ts';

const hourly: RateRhythm = { kind: 'rate', every: 1, unit: 'hours' };
/** Not within any of these tests. */
const yearly: Rhythm = { kind: 'cron', expression: '0 6 1 1 *' };

let services: Services;
let scheduling: Scheduling;
let world: World;
let deps: World['deps'] & { scheduler: Scheduling['schedules'] };

beforeAll(async () => {
  [services, scheduling] = await Promise.all([startServices(), startScheduling('2026-06-01T12:00:00Z')]);
});
afterAll(async () => {
  await scheduling.close();
  await services.close();
});
// An integration of its own for each test, on the same clock.
beforeEach(() => begin(services));

async function begin(over: Services): Promise<void> {
  world = createWorld(over, undefined, scheduling.clock.now, ulid(scheduling.clock.now()));
  deps = { ...world.deps, scheduler: scheduling.schedules };
  await world.reads(pagesOf([{ id: 'a' }], 1));
  const modes = ['full'] as const;
  const createdAt = iso(scheduling.clock.now());
  await change({ createdAt, streams: ['contacts', 'companies', 'deals'].map((name) => ({ name, modes })) });
}

const iso = (time: number): string => new Date(time).toISOString();

async function change(changed: Partial<StoredIntegration>): Promise<void> {
  const seen = await stored();
  expect(await deps.integrations.replace(seen, { ...seen, ...changed })).not.toBe('lost');
}

async function stored(): Promise<StoredIntegration> {
  return (await deps.integrations.get(org, world.integrationId)) ?? expect.fail('The integration is gone.');
}

async function schedule(streams: Record<string, Rhythm>, paused = false): Promise<void> {
  await change({ schedule: { paused, timeZone: 'UTC', streams } });
  await reconcile();
}

const reconcile = () => reconcileSchedules(deps, org, world.integrationId);

/** What falls due of this integration. */
async function dueUntil(time: number): Promise<DueRun[]> {
  const due = (await scheduling.advanceTo(time)).map(readDueRun);
  return due.filter(({ integrationId }) => integrationId === world.integrationId);
}

const dueWithin = (hours: number) => dueUntil(scheduling.clock.now() + hours * 3_600_000);

async function oneDueWithin(hours: number): Promise<DueRun> {
  const due = await dueWithin(hours);
  expect(due).toHaveLength(1);
  return due[0] as DueRun;
}

const start = (due: DueRun) => startScheduledRun(deps, due);

async function runs() {
  const page = await world.runReader.list(org, { integrationId: world.integrationId }, { limit: 100, cursor: null });
  return page === 'bad-cursor' ? expect.fail(page) : page.items;
}

const end = (runId: string) =>
  closeRun(deps, { org, runId }, { aborted: false, error: { code: 'workflow_ended', message: 'Enough.' } });

const lastSkipped = async () => (await deps.integrations.activity(org, world.integrationId)).lastSkipped;

describe('what is due', () => {
  it('starts a run of the streams that have the same rhythm', async () => {
    await schedule({ contacts: hourly, deals: hourly, companies: yearly });
    const due = await oneDueWithin(1.2);
    const started = await start(due);
    expect(await runs()).toMatchObject([
      {
        runId: started.kind === 'started' ? started.runId : started,
        trigger: 'SCHEDULED',
        startedBy: 'system',
        streams: ['contacts', 'deals'],
        progress: 'CREATED',
      },
    ]);
    const [run] = await runs();
    const activity = await deps.integrations.activity(org, world.integrationId);
    expect(activity).toMatchObject({ lastScheduledAt: run?.startedAt, lastSkipped: null });
  });

  it('comes late by a few minutes that are always the same, and says for when it was planned', async () => {
    await schedule({ contacts: hourly });
    const [group] = groupsOf(await stored());
    const delay = (group?.delaySeconds ?? 0) * 1000;
    expect(delay).toBeLessThanOrEqual(300_000);
    // An hour after the minute in which the integration was created.
    const planned = Math.floor(Date.parse((await stored()).createdAt) / 60_000) * 60_000 + 3_600_000;
    expect(await dueUntil(planned + delay - 1)).toEqual([]);
    const of = { org, integrationId: world.integrationId, group: group?.id };
    expect(await dueUntil(planned + delay)).toEqual([{ ...of, scheduledAt: iso(planned).replace('.000', '') }]);
    expect((await dueWithin(24)).map(({ scheduledAt }) => Date.parse(scheduledAt) - planned)).toEqual(
      Array.from({ length: 24 }, (_, hour) => (hour + 1) * 3_600_000),
    );
  });

  it('starts one run however often it is delivered, also at once', async () => {
    await schedule({ contacts: hourly });
    const due = await oneDueWithin(1.2);
    const kinds = (await Promise.all([start(due), start(due), start(due)])).map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(['repeated', 'repeated', 'started']);
    const [run] = await runs();
    await end(run?.runId ?? '');
    expect(await start(due)).toEqual({ kind: 'repeated' });
    expect(await runs()).toHaveLength(1);
  });

  it('is recorded as skipped, with the reason, while a run of one of the streams is going', async () => {
    await schedule({ contacts: hourly, deals: hourly });
    const going = await world.start({ streams: ['deals'] });
    if (going.kind !== 'started') throw new Error(going.kind);
    const due = await oneDueWithin(1.2);
    const results = await Promise.all([start(due), start(due)]);
    expect(results.map(({ kind }) => kind).toSorted()).toEqual(['overlap', 'repeated']);

    const reason = `Run ${going.runId} was still working on deals.`;
    const [skipped, ...others] = await runs();
    expect(others.map(({ runId }) => runId)).toEqual([going.runId]);
    expect(skipped).toMatchObject({
      trigger: 'SCHEDULED',
      streams: ['contacts', 'deals'],
      progress: 'FINISHED',
      stage: 'Completed',
      outcome: 'SKIPPED',
      severity: 'INFO',
      statusCode: 0,
      error: { code: 'skipped_overlap', message: reason },
      counts: { pulled: 0, failed: 0, errors: 0 },
    });
    expect(await lastSkipped()).toEqual({ at: due.scheduledAt, reason, runId: skipped?.runId });
    // Nobody who hangs on ended runs hears of it.
    expect(world.published).toEqual([]);

    await end(going.runId);
    expect(await start(await oneDueWithin(1))).toMatchObject({ kind: 'started' });
  });

  it.each([
    [
      'in quarantine',
      { quarantine: quarantine('2026-12-31T00:00:00.000Z') },
      /In quarantine until 2026-12-31.*3 .*failed/,
    ],
    ['switched off', { status: 'DISABLED', statusReason: 'Switched off by a user.' }, /is DISABLED: Switched off/],
    ['broken', { status: 'ERROR', statusReason: 'The token was refused.' }, /is ERROR: The token was refused/],
  ] as const)('starts nothing while the integration is %s, and says so on it', async (_what, changed, reason) => {
    await schedule({ contacts: hourly });
    await change(changed);
    const due = await oneDueWithin(1.2);
    expect(await start(due)).toMatchObject({ kind: 'resting' });
    expect(await runs()).toEqual([]);
    const skipped = { at: due.scheduledAt, reason: expect.stringMatching(reason), runId: null };
    expect(await lastSkipped()).toEqual(skipped);

    await change({ status: 'ACTIVE', statusReason: null, quarantine: null });
    expect(await start(await oneDueWithin(1))).toMatchObject({ kind: 'started' });
  });

  it('starts again when a quarantine is over', async () => {
    await schedule({ contacts: hourly });
    await change({ quarantine: quarantine(iso(scheduling.clock.now() + 2 * 3_600_000)) });
    const kinds: string[] = [];
    for (const due of await dueWithin(1.2)) kinds.push((await start(due)).kind);
    for (const due of await dueWithin(1)) kinds.push((await start(due)).kind);
    expect(kinds).toEqual(['resting', 'started']);
  });

  it('follows from the rhythm of the connector until somebody decides otherwise', async () => {
    const modes = ['full'] as const;
    await change({
      streams: [
        { name: 'contacts', modes, rhythm: hourly },
        { name: 'deals', modes },
      ],
    });
    await reconcile();
    await start(await oneDueWithin(1.2));
    expect(await runs()).toMatchObject([{ trigger: 'SCHEDULED', streams: ['contacts'] }]);
    await schedule({ contacts: { kind: 'none' } });
    expect(await dueWithin(24)).toEqual([]);
  });

  it('is nothing any more when the schedule has changed meanwhile', async () => {
    await schedule({ contacts: hourly });
    const due = await oneDueWithin(1.2);
    for (const streams of [{ contacts: { ...hourly, every: 2 } }, { contacts: { kind: 'none' } }] as const) {
      await schedule(streams);
      expect(await start(due)).toEqual({ kind: 'outdated' });
    }
    await schedule({ contacts: hourly }, true);
    expect(await start(due)).toEqual({ kind: 'outdated' });
    await schedule({ contacts: hourly });
    await change({ streams: [{ name: 'deals', modes: ['full'] }] });
    expect(await start(due)).toEqual({ kind: 'outdated' });
    expect([await runs(), await lastSkipped()]).toEqual([[], null]);
  });

  it('removes the schedules of an integration that is gone', async () => {
    await schedule({ contacts: hourly, deals: yearly });
    await deps.integrations.remove(await stored());
    const names = () => Array.fromAsync(scheduling.schedules.names(world.integrationId));
    expect(await names()).toHaveLength(2);
    expect(await start(await oneDueWithin(1.2))).toEqual({ kind: 'outdated' });
    expect([await names(), await dueWithin(48)]).toEqual([[], []]);
  });
});

function quarantine(until: string) {
  const since = '2026-06-01T00:00:00.000Z';
  return { failedRuns: ['A', 'B', 'C'], strikes: 3, since, until, error: 'The source answered 500.', gaveUp: false };
}

describe('a start that dies', () => {
  it.each([1, 2, 3, 4])('is made once all the same, or recorded once as skipped (seed %i)', async (seed) => {
    const { services: deadly, state: fate } = mortal(services, randomOf(seed), 0);
    await begin(deadly);
    await schedule({ contacts: hourly });
    const outcomes: (string | null)[] = [];
    let going: string | undefined;
    for (let round = 0; round < 6; round++) {
      const due = await oneDueWithin(round === 0 ? 1.2 : 1);
      fate.chance = 0.15;
      await untilItLives(() => start(due));
      fate.chance = 0;
      const all = await runs();
      expect(all).toHaveLength(round + 1);
      outcomes.push(all[0]?.outcome ?? null);
      // Every second run is still going when the next one is due.
      if (round % 2 === 0) going = all[0]?.runId;
      else await end(going ?? '');
    }
    expect(outcomes).toEqual([null, 'SKIPPED', null, 'SKIPPED', null, 'SKIPPED']);
    expect(fate.deaths).toBeGreaterThan(1);
  });
});

/** As the queue does: again after its visibility time, when nobody holds what the dead one held. */
async function untilItLives(act: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await act();
      return;
    } catch (error) {
      if (!(error instanceof Died)) throw error;
      await scheduling.advanceTo(scheduling.clock.now() + 31_000);
    }
  }
}

describe('what could not be started', () => {
  const reason = expect.stringMatching(/fault on our side.*by hand/);

  it('is told on the integration, whether the queue gave it up or EventBridge could not fill the queue', async () => {
    const due = { org, integrationId: world.integrationId, group: 'g', scheduledAt: '2026-06-01T12:00:00Z' };
    await noteMissedRun(deps, readUndelivered(writeDueRun(due)));
    expect(await lastSkipped()).toEqual({ at: due.scheduledAt, reason, runId: null });

    const unsent = { QueueUrl: 'q', MessageBody: writeDueRun({ ...due, scheduledAt: '2026-06-01T13:00:00Z' }) };
    await noteMissedRun(deps, readUndelivered(JSON.stringify(unsent)));
    expect(await lastSkipped()).toMatchObject({ at: '2026-06-01T13:00:00Z' });
    const unfilled = { ...unsent, MessageBody: writeDueRun({ ...due, scheduledAt: '<aws.scheduler.scheduled-time>' }) };
    await noteMissedRun(deps, readUndelivered(JSON.stringify(unfilled)));
    expect(await lastSkipped()).toEqual({ at: iso(scheduling.clock.now()), reason, runId: null });
  });

  it('of an integration that is gone is nobody told', async () => {
    await deps.integrations.remove(await stored());
    const due = { org, integrationId: world.integrationId, group: 'g', scheduledAt: '2026-06-01T12:00:00Z' };
    await noteMissedRun(deps, due);
    expect(await lastSkipped()).toBeNull();
  });
});
