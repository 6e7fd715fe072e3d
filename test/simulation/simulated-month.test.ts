import { afterAll, beforeAll, expect, it } from 'vitest';
import { groupsOf } from '../../shared/schedules/groups.ts';
import { type Month, startMonth } from './month.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const at = (time: string): number => Date.parse(`2026-${time}:00Z`);
const iso = (time: number): string => new Date(time).toISOString();

type Span = readonly [from: number, to: number];
const within = (time: number, [from, to]: Span): boolean => time >= from && time < to;

/** In the night to the 25th of October clocks in Berlin are put back. */
const month: Span = [at('10-10T00:00'), at('11-08T23:30')];
/** The source answers 503 all the while. */
const outages: readonly Span[] = [
  // One run fails, and the next one does not.
  [at('10-11T06:30'), at('10-11T07:30')],
  // Three runs fail, and the source is back before their quarantine is over.
  [at('10-13T09:30'), at('10-13T16:30')],
  // Three days and a half.
  [at('10-18T00:30'), at('10-21T12:00')],
];
const everyThreeHours = '0 */3 * * *';
const everyHour = '0 * * * *';
/** Somebody wants to see more of it for some days. */
const hourly: Span = [at('10-24T12:30'), at('10-28T12:30')];
const paused: Span = [at('11-02T18:30'), at('11-03T10:30')];
/** New code is deployed in the middle of these runs: workers die, and others take over. */
const deployments = [at('10-23T10:00'), at('10-25T00:00'), at('11-05T11:00')];
const deathsOfDeployment = 4;
/** Takes two hours and a half. */
const longRun = at('10-27T10:00');
/** Its execution is lost. */
const lostRun = at('10-29T14:00');

let life: Month;

beforeAll(async () => {
  life = await startMonth(iso(month[0]));
});
afterAll(() => life.close());

const cron = (expression: string) => ({ contacts: { kind: 'cron', expression } }) as const;

/** By how much runs start late, so that not all integrations start at once. */
async function delayOf(expression: string): Promise<number> {
  const schedule = { paused: false, timeZone: 'Europe/Berlin', streams: cron(expression) };
  const [group] = groupsOf({ ...(await life.stored()), schedule });
  return (group?.delaySeconds ?? 0) * 1000;
}

const hourInBerlin = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', hour: '2-digit', hourCycle: 'h23' });

/** When a run is to start, and what is to come of it, by the rules as they are told in docs/. */
async function expectedRuns(): Promise<[string, string][]> {
  const [every, seldom] = [await delayOf(everyHour), await delayOf(everyThreeHours)];
  const runs: [string, string][] = [];
  let failures = 0;
  let quarantinedUntil = 0;
  for (let planned = month[0]; planned < month[1]; planned += hourMs) {
    const isHourly = within(planned, hourly);
    // The second 2:00 of the night in which clocks are put back is not another one.
    if (planned === at('10-25T01:00')) continue;
    if (!isHourly && Number(hourInBerlin.format(planned)) % 3 !== 0) continue;
    const start = planned + (isHourly ? every : seldom);
    if (within(start, paused) || start < quarantinedUntil) continue;
    const overlaps = planned > longRun && planned < longRun + 2.5 * hourMs;
    const fails = planned === lostRun || outages.some((outage) => within(start, outage));
    runs.push([iso(start), overlaps ? 'SKIPPED' : fails ? 'FAILED' : 'SUCCESS']);
    if (overlaps) continue;
    failures = fails ? failures + 1 : 0;
    const waitHours = failures < 3 ? 0 : ([6, 12][failures - 3] ?? 24);
    quarantinedUntil = start + waitHours * hourMs;
  }
  return runs;
}

/** A stretch of time in which something may have to be told: then the watch comes every ten minutes, as it does. */
const restless = outages.flatMap(([from, to]): Span[] => [
  [from, from + 4 * hourMs],
  [to - hourMs, to + 8 * hourMs],
]);

/** Lets the month pass, ten minutes at a time. */
async function live(): Promise<void> {
  let goesOn = '';
  const decisions = new Map<number, () => Promise<void>>([
    [hourly[0], () => life.decide({ streams: cron(everyHour) })],
    [hourly[1], () => life.decide({ streams: cron(everyThreeHours) })],
    [paused[0], () => life.decide({ paused: true })],
    [paused[1], () => life.decide({ paused: false })],
    [longRun + 2.5 * hourMs, () => life.work(goesOn)],
  ]);
  await life.decide({ timeZone: 'Europe/Berlin', streams: cron(everyThreeHours) });
  for (let time = month[0]; time < month[1]; time += 10 * minuteMs) {
    await decisions.get(time)?.();
    life.source.down = outages.some((outage) => within(time, outage));
    if (time % (2 * hourMs) === 0 || restless.some((span) => within(time, span))) {
      await life.watch();
      await life.sweep();
    }
    await life.liveUntil(time + 10 * minuteMs, async (runId) => {
      if (time === longRun) goesOn = runId;
      else if (time === lostRun) {
        await life.open(runId);
        life.world.executions.set(runId, { kind: 'ENDED', aborted: false, reason: 'FAILED: Lambda.Unknown' });
        await life.sweep();
      } else await life.work(runId, deployments.includes(time) ? deathsOfDeployment : 0);
    });
  }
  await life.watch();
  await life.sweep();
}

/** Hour, and what was told. */
const expectedMails = [
  ['10-13T16', 'in quarantine'],
  ['10-13T16', 'too many errors'],
  ['10-13T22', 'over: in quarantine'],
  ['10-14T10', 'over: too many errors'],
  ['10-18T07', 'in quarantine'],
  ['10-18T08', 'too many errors'],
  ['10-19T01', 'no successful run'],
  ['10-22T01', 'over: in quarantine'],
  ['10-22T01', 'over: no successful run'],
  ['10-22T01', 'over: too many errors'],
];

it('passes a month in which people hear what they are to hear, and nothing twice', { timeout: 600_000 }, async () => {
  await live();

  const runs = await life.runs();
  expect(runs.map(({ startedAt, outcome }) => [startedAt, outcome])).toEqual(await expectedRuns());
  expect(life.fate.deaths).toBe(deployments.length * deathsOfDeployment);
  // Whoever died, and however often: each run accounts for every record, and changes what has changed.
  const synced = runs.filter(({ outcome }) => outcome === 'SUCCESS');
  expect(
    synced.filter(({ counts, proof }) => counts.pulled !== 12 || !proof?.every(({ complete }) => complete)),
  ).toEqual([]);
  const updated = synced.slice(1).filter(({ counts }) => counts.updated > 0);
  expect(new Set(updated.map(({ counts }) => counts.updated))).toEqual(new Set([3]));
  expect(new Set(updated.map(({ startedAt }) => startedAt.slice(0, 10))).size).toBe(updated.length);
  expect(runs.filter(({ outcome }) => outcome === 'SKIPPED').map(({ error }) => error?.message)).toEqual(
    [1, 2].map(() => expect.stringMatching(/^Run \w+ was still working on contacts\.$/)),
  );

  const told = life.mails.map(({ at: when, subject }) => [when.slice(5, 13), subject]);
  expect(told.toSorted()).toEqual(expectedMails);
  expect((await life.inbox()).toSorted()).toEqual(
    life.mails.map(({ subject }) => `[Syncline] Test: ${subject}`).toSorted(),
  );

  expect(await life.leftOver()).toEqual({ openRuns: [], messages: [], schedules: [], alerts: [], untold: [] });
  const records = life.records().map((record) => [record.id, record]);
  expect(await life.world.stored()).toEqual(new Map(records as [string, object][]));
  expect(await life.world.start()).toMatchObject({ kind: 'started' });
});
