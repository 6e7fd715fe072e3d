import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { anomalyOf } from '../../shared/alerts/volume.ts';
import { defaultAlertSettings } from '../../shared/integrations/alert-settings.ts';
import {
  type AlertServices,
  type AlertWorld,
  createAlertWorld,
  day,
  hour,
  minute,
  startAlertServices,
} from './alert-world.ts';

let services: AlertServices;
let world: AlertWorld;

beforeAll(async () => {
  services = await startAlertServices();
});
afterAll(() => services.close());
beforeEach(async () => {
  world = await createAlertWorld(services);
});

const window = (hours = 24) => world.deps.hours.window(world.org, world.integrationId, hours);

describe('the counts of the hours', () => {
  it('have each run once, however often and by however many it is told', async () => {
    const run = await world.closes({ failed: 30 });
    await Promise.all([1, 2, 3].map(() => world.closes(run)));
    expect(await window()).toEqual({ runs: 1, failedRuns: 0, records: 100, failedRecords: 30 });
  });

  it('add up over the window; an hour that is out of it no longer counts', async () => {
    await world.closes({ failed: 30 });
    world.later(hour);
    await world.fails();
    world.later(hour);
    await world.closes();
    expect(await window()).toEqual({ runs: 3, failedRuns: 1, records: 200, failedRecords: 30 });
    expect(await window(2)).toEqual({ runs: 2, failedRuns: 1, records: 100, failedRecords: 0 });
    world.later(21 * hour);
    expect((await window()).runs).toBe(3);
    world.later(hour);
    expect(await window()).toEqual({ runs: 2, failedRuns: 1, records: 100, failedRecords: 0 });
    world.later(2 * hour);
    expect((await window()).runs).toBe(0);
  });

  it('have no dry runs, tests, changes of settings, cancelled or skipped runs', async () => {
    await world.closes({ dryRun: true, failed: 100 });
    await world.closes({ action: 'test', outcome: 'FAILED' });
    await world.closes({ action: 'update' });
    await world.closes({ progress: 'ABORTED', outcome: 'FAILED' });
    await world.closes({ outcome: 'SKIPPED' });
    expect((await window()).runs).toBe(0);
  });
});

describe('the error rate', () => {
  const judged = async () => {
    world.later(6 * minute);
    await world.watch();
    return world.stateOf('error-rate');
  };

  it('is told from 30 % of the records on, and not below', async () => {
    await world.closes({ outcome: 'PARTIAL', failed: 29 });
    expect(await judged()).toBe('OK');
    await world.closes({ outcome: 'PARTIAL', failed: 31 });
    expect(await judged()).toBe('RAISED');
    expect(await world.alert('error-rate')).toMatchObject({
      summary: '30 % of the records (60 of 200) failed within 24 hours.',
      numbers: { records: 200, failedRecords: 60, windowHours: 24 },
    });
  });

  it('is told from 30 % of the runs on', async () => {
    for (let ok = 0; ok < 3; ok++) await world.closes({ runId: `run-${ok}` });
    await world.fails('http_503', { runId: 'run-3' });
    expect(await judged()).toBe('OK');
    await world.fails('http_503', { runId: 'run-4' });
    expect(await judged()).toBe('RAISED');
    expect((await world.alert('error-rate'))?.summary).toBe('40 % of the runs (2 of 5) failed within 24 hours.');
  });

  it('is none of a handful of records, unless that is asked for', async () => {
    const few = { outcome: 'PARTIAL', unchanged: 1, failed: 8 } as const;
    await world.closes(few);
    expect(await judged()).toBe('OK');
    world = await createAlertWorld(services, {
      errorRate: { ...defaultAlertSettings.errorRate, minimumRecords: 9 },
    });
    await world.closes(few);
    expect(await judged()).toBe('RAISED');
  });

  it('goes by limits and hours of the integration, and is not looked at without any', async () => {
    world = await createAlertWorld(services, {
      errorRate: { ...defaultAlertSettings.errorRate, records: 0.9, runs: null, windowHours: 2 },
    });
    await world.fails();
    await world.closes({ outcome: 'PARTIAL', failed: 80 });
    expect(await judged()).toBe('OK');
    await world.closes({ outcome: 'PARTIAL', failed: 980, unchanged: 0 });
    expect(await judged()).toBe('RAISED');

    world = await createAlertWorld(services, {
      errorRate: { ...defaultAlertSettings.errorRate, records: null, runs: null },
    });
    await world.fails();
    await world.closes({ outcome: 'PARTIAL', failed: 100 });
    expect(await judged()).toBe('OK');
  });

  it('goes down by itself when the bad hours drop out of it', async () => {
    await world.closes({ outcome: 'PARTIAL', failed: 60 });
    expect(await judged()).toBe('RAISED');
    for (let passed = 0; passed < 30; passed++) {
      world.later(hour);
      await world.watch();
    }
    expect(await world.stateOf('error-rate')).toBe('OK');
    expect(await world.subjects()).toHaveLength(2);
  });
});

describe('staleness', () => {
  const dailyAt = (expression: string) => ({
    schedule: { paused: false, timeZone: 'UTC', streams: { contacts: { kind: 'cron' as const, expression } } },
  });
  const stateAfter = async (ms: number) => {
    world.later(ms);
    await world.watch();
    world.later(6 * minute);
    await world.watch();
    return world.stateOf('stale');
  };

  it('is not looked at where nothing starts by itself', async () => {
    await world.closes();
    expect(await stateAfter(100 * day)).toBe('OK');
  });

  it('is a day for what runs every hour, and ends with the next success', async () => {
    await world.change({
      schedule: { paused: false, timeZone: 'UTC', streams: { contacts: { kind: 'rate', every: 1, unit: 'hours' } } },
    });
    await world.closes();
    expect(await stateAfter(23 * hour)).toBe('OK');
    expect(await stateAfter(2 * hour)).toBe('RAISED');
    expect((await world.alert('stale'))?.summary).toContain('No run has succeeded for 25 hours.');
    await world.fails();
    expect(await world.stateOf('stale')).toBe('RAISED');
    world.later(minute);
    await world.closes();
    expect(await world.stateOf('stale')).toBe('OK');
    expect((await world.subjects()).at(-1)).toBe('[Syncline] CRM: over: no successful run');
  });

  it('waits twice over the weekend for what runs on working days', async () => {
    await world.change(dailyAt('0 6 * * MON-FRI'));
    await world.closes();
    expect(await stateAfter(5 * day)).toBe('OK');
    expect(await stateAfter(2 * day)).toBe('RAISED');
  });

  it('counts from the making of an integration that has never succeeded', async () => {
    world = await createAlertWorld(services, { stalenessHours: 3 });
    await world.fails();
    expect(await stateAfter(2 * hour)).toBe('OK');
    expect(await stateAfter(2 * hour)).toBe('RAISED');
    expect((await world.alert('stale'))?.summary).toContain('There has been none yet.');
  });

  it('is not looked at while the schedule is paused, the integration is switched off, or nobody wants it', async () => {
    const { schedule } = dailyAt('0 6 * * *');
    await world.change({ schedule: { ...schedule, paused: true } });
    await world.closes();
    expect(await stateAfter(30 * day)).toBe('OK');
    await world.change({ schedule, status: 'DISABLED' });
    expect(await stateAfter(30 * day)).toBe('OK');
    world = await createAlertWorld(services, { stalenessHours: null });
    await world.change({ schedule });
    expect(await stateAfter(30 * day)).toBe('OK');
  });

  it('is not ended by a run for some records, nor by one that is late to be told', async () => {
    world = await createAlertWorld(services, { stalenessHours: 3 });
    const early = world.run();
    expect(await stateAfter(4 * hour)).toBe('RAISED');
    await world.closes({ type: 'background' });
    expect(await world.stateOf('stale')).toBe('RAISED');
    await world.closes(early);
    expect(await world.stateOf('stale')).toBe('RAISED');
  });
});

describe('the volume', () => {
  const fullRuns = async (...counts: number[]) => {
    for (const count of counts) {
      world.later(day);
      await world.closes({ unchanged: count });
    }
  };

  it('is unusual far from what earlier full runs pulled, is told at once, and usual again with the next', async () => {
    await fullRuns(1000, 1010, 990, 1005, 1000, 1190);
    expect(await world.stateOf('volume')).toBe('OK');
    await fullRuns(700);
    expect(await world.alert('volume')).toMatchObject({
      state: 'RAISED',
      summary: '700 contacts were pulled, where 802 to 1,203 are usual (median 1,002.5).',
      numbers: { contacts: 700 },
    });
    await fullRuns(1000);
    expect(await world.stateOf('volume')).toBe('OK');
    expect(await world.subjects()).toEqual([
      '[Syncline] CRM: an unusual number of records',
      '[Syncline] CRM: over: an unusual number of records',
    ]);
  });

  it('is not judged by a short history, by update runs, or by runs that did not take everything', async () => {
    await fullRuns(1000, 1000, 1000, 1000, 5);
    expect(await world.stateOf('volume')).toBe('OK');
    await world.closes({ type: 'update', unchanged: 1 });
    await world.closes({ outcome: 'PARTIAL', unchanged: 1 });
    expect(await world.stateOf('volume')).toBe('OK');
    const { volumes } = await world.deps.health.get(world.org, world.integrationId);
    expect(volumes['contacts']?.map(({ pulled }) => pulled)).toEqual([1000, 1000, 1000, 1000, 5]);
  });

  it('has each run once, and keeps twenty', async () => {
    await fullRuns(...Array.from({ length: 25 }, (_, n) => 1000 + n));
    world.later(day);
    const again = await world.closes({ unchanged: 2000 });
    await Promise.all([world.closes(again), world.closes(again)]);
    const { volumes } = await world.deps.health.get(world.org, world.integrationId);
    expect(volumes['contacts']).toHaveLength(20);
    expect(volumes['contacts']?.filter(({ runId }) => runId === again.runId)).toHaveLength(1);
  });

  it('follows how much the counts vary: three deviations, at least a fifth', () => {
    const judge = (pulled: number, ...earlier: number[]) =>
      anomalyOf(
        's',
        { runId: 'r', pulled },
        earlier.map((count, n) => ({ runId: String(n), pulled: count })),
      );
    // Median 100, MAD 20: 3 × 1.4826 × 20 = 88.956.
    const varied = [60, 80, 100, 120, 140];
    expect(judge(188, ...varied)).toBeNull();
    expect(judge(189, ...varied)).toMatchObject({ median: 100, least: 12, most: 188 });
    expect(judge(11, ...varied)).toMatchObject({ pulled: 11 });
    // No deviation at all: a fifth.
    const steady = [100, 100, 100, 100, 100];
    expect([judge(80, ...steady), judge(120, ...steady)]).toEqual([null, null]);
    expect([judge(79, ...steady)?.least, judge(121, ...steady)?.most]).toEqual([80, 120]);
    expect(judge(0, 0, 0, 0, 0, 0)).toBeNull();
    expect(judge(1, 0, 0, 0, 0, 0)).toMatchObject({ median: 0 });
    expect(judge(1000, 1, 1, 1, 1)).toBeNull();
  });
});

describe('deletions that wait', () => {
  it('are told at once, and their end as soon as somebody looks', async () => {
    world.pending.push({ stream: 'contacts', count: 400 }, { stream: 'companies', count: 60 });
    await world.closes();
    expect(await world.alert('pending-deletions')).toMatchObject({
      state: 'RAISED',
      summary: '400 contacts, 60 companies wait to be deleted.',
    });
    world.pending.length = 0;
    await world.watch();
    expect(await world.subjects()).toEqual([
      '[Syncline] CRM: deletions wait for you',
      '[Syncline] CRM: over: deletions wait for you',
    ]);
  });
});
