import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { readActivity } from '../../shared/activity/read-activity.ts';
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

const by = async (span: 'hour' | 'day', more: { from?: string; to?: string; integrationId?: string } = {}) => {
  const found = await readActivity({ activity: world.deps.activity, now: world.now }, world.org, { by: span, ...more });
  return typeof found === 'string' ? expect.fail(found) : found;
};
const runsOf = ({ buckets }: Awaited<ReturnType<typeof by>>) => buckets.map(({ runs }) => runs);

it('counts each run once, by the hour and by the day, however often and by however many it is told', async () => {
  const runs = ['a', 'b', 'c', 'd'].map((runId) => world.run({ runId, outcome: 'PARTIAL', failed: 10 }));
  await Promise.all([...runs, ...runs, ...runs].map((run) => world.closes(run)));
  const counts = { runs: 4, partialRuns: 4, failedRuns: 0, records: 400, failedRecords: 40, durationMs: 4 * minute };
  for (const span of ['hour', 'day'] as const) {
    const { buckets, total, integrations } = await by(span);
    expect(total).toMatchObject(counts);
    expect(buckets.at(-1)).toMatchObject(counts);
    expect(integrations).toMatchObject([{ integrationName: 'CRM', connector: 'test', ...counts }]);
  }
});

it('has every hour of a day and every day of a month, those without a run too', async () => {
  await world.closes({ runId: 'first' });
  world.later(2 * hour);
  await world.fails('http_503', { runId: 'second' });
  world.later(day);
  await world.closes({ runId: 'third' });
  const hours = await by('hour', { from: '2026-03-02T08:30:00Z', to: '2026-03-02T11:30:00.000Z' });
  expect([hours.from, hours.to, runsOf(hours)]).toEqual([
    '2026-03-02T08:00:00.000Z',
    '2026-03-02T12:00:00.000Z',
    [1, 0, 1, 0],
  ]);
  expect(hours.total).toMatchObject({ runs: 2, failedRuns: 1 });
  const days = await by('day');
  expect(days.buckets).toHaveLength(30);
  expect(runsOf(days).slice(-3)).toEqual([0, 2, 1]);
  expect((await by('hour')).buckets).toHaveLength(24);
  expect((await by('day', { integrationId: 'another' })).total.runs).toBe(0);
});

it('tells aborted runs apart, and has no dry runs, tests, changes of settings or skipped runs', async () => {
  await world.closes({ runId: 'stopped', progress: 'ABORTED', outcome: 'FAILED', failed: 50 });
  await world.closes({ dryRun: true });
  await world.closes({ action: 'test' });
  await world.closes({ action: 'update' });
  await world.closes({ outcome: 'SKIPPED' });
  expect((await by('hour')).total).toMatchObject({ runs: 0, abortedRuns: 1, records: 0, failedRuns: 0 });
});

it('refuses times that are the wrong way round, and more hours than a week has', async () => {
  const deps = { activity: world.deps.activity, now: world.now };
  const from = '2026-03-01T00:00:00Z';
  expect(await readActivity(deps, world.org, { by: 'hour', from, to: from })).toBe('backwards');
  expect(await readActivity(deps, world.org, { by: 'hour', from: '2026-02-01T00:00:00Z' })).toBe('too-many');
  expect(await readActivity(deps, world.org, { by: 'day', from: '2026-01-01T00:00:00Z' })).toBe('too-many');
});
