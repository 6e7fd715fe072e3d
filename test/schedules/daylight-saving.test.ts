import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { occurrencesOf } from '../../local/scheduler/occurrences.ts';
import { scheduleSettingsSchema } from '../../local/scheduler/schedule-record.ts';
import { parseCron } from '../../shared/schedules/cron-expression.ts';
import { type NextTime, timesOfCron } from '../../shared/schedules/times-of.ts';

/** As Syncline tells upcoming times. */
function ours(expression: string, zone: string): NextTime {
  const parsed = parseCron(expression);
  return parsed.kind === 'ok' ? timesOfCron(parsed.cron, zone) : expect.fail(parsed.detail);
}

/** As the embedded EventBridge Scheduler keeps them: another implementation, of AWS's own dialect. */
function embedded(expression: string, zone: string): NextTime {
  const parsed = parseCron(expression);
  if (parsed.kind !== 'ok') throw new Error(parsed.detail);
  const settings = scheduleSettingsSchema.parse({
    ScheduleExpression: `cron(${parsed.cron.aws})`,
    ScheduleExpressionTimezone: zone,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: '', RoleArn: '' },
  });
  return occurrencesOf({ settings, modifiedAt: 0 });
}

function timesBetween(next: NextTime, from: number, to: number): string[] {
  const times: string[] = [];
  for (let at = next(from - 1); at !== null && at < to; at = next(at)) times.push(new Date(at).toISOString());
  return times;
}

const berlin = 'Europe/Berlin';
const newYork = 'America/New_York';
/** Its clocks are changed by half an hour. */
const lordHowe = 'Australia/Lord_Howe';

/** Clocks are put forward or back within each of these days; times are what AWS documents of EventBridge Scheduler. */
const changes: readonly [string, string, string, string, string[]][] = [
  // 2:00 CET is 3:00 CEST on 29 March 2026.
  ['forward', berlin, '30 2 * * *', '2026-03-28', ['2026-03-28T01:30', '2026-03-30T00:30']],
  ['forward', berlin, '0 3 * * *', '2026-03-28', ['2026-03-28T02:00', '2026-03-29T01:00', '2026-03-30T01:00']],
  // 3:00 CEST is 2:00 CET on 25 October 2026.
  ['back', berlin, '30 2 * * *', '2026-10-24', ['2026-10-24T00:30', '2026-10-25T00:30', '2026-10-26T01:30']],
  ['back', berlin, '0 3 * * *', '2026-10-24', ['2026-10-24T01:00', '2026-10-25T02:00', '2026-10-26T02:00']],
  // 2:00 EST is 3:00 EDT on 8 March 2026, and 2:00 EDT is 1:00 EST on 1 November.
  ['forward', newYork, '15 2 * * *', '2026-03-07', ['2026-03-07T07:15', '2026-03-09T06:15']],
  ['back', newYork, '15 1 * * *', '2026-10-31', ['2026-10-31T05:15', '2026-11-01T05:15', '2026-11-02T06:15']],
  // 2:00 (+10:30) is 2:30 (+11) on 4 October 2026, and 2:00 (+11) is 1:30 (+10:30) on 5 April.
  ['forward', lordHowe, '15 2 * * *', '2026-10-02', ['2026-10-02T15:45', '2026-10-04T15:15']],
  ['back', lordHowe, '45 1 * * *', '2026-04-03', ['2026-04-03T14:45', '2026-04-04T14:45', '2026-04-05T15:15']],
];

const dayMs = 86_400_000;

describe.each([
  ['Syncline', ours],
  ['the embedded scheduler', embedded],
])('%s, when clocks are changed', (_name, timesOf) => {
  it.each(changes)('%s in %s: %s from %s on', (_direction, zone, expression, day, expected) => {
    const from = Date.parse(day);
    expect(timesBetween(timesOf(expression, zone), from, from + 3 * dayMs)).toEqual(
      expected.map((time) => `${time}:00.000Z`),
    );
  });

  it('starts what is due every hour once for each hour that the clocks show', () => {
    const hours = (day: string) => {
      const from = Date.parse(day);
      return timesBetween(timesOf('0 * * * *', berlin), from, from + dayMs).map((time) => time.slice(11, 13));
    };
    expect(hours('2026-03-29')).toHaveLength(24);
    const twice = hours('2026-10-25');
    expect(twice).toHaveLength(23);
    expect(twice.slice(0, 3)).toEqual(['00', '02', '03']);
  });
});

describe('Syncline and the embedded scheduler', () => {
  it('agree on every time around every change of the clocks', { timeout: 240_000 }, () => {
    const minute = fc.constantFrom('0', '30', '*/20', '15,45', '*');
    const hour = fc.constantFrom('*', '1', '2', '3', '0-3', '*/2', '1,2');
    const date = fc.constantFrom('* * *', '* * SUN', 'L * *', '25-31 3,10 *', '* * SUNL', '* * SUN#1', '1W * *');
    const zone = fc.constantFrom(berlin, newYork, lordHowe, 'Africa/Cairo', 'America/Santiago', 'Asia/Kolkata', 'UTC');
    const change = fc.constantFrom(
      ...['2026-03-08', '2026-03-29', '2026-04-05', '2026-04-24', '2026-09-06', '2026-10-04', '2026-10-25'],
      ...['2026-10-29', '2026-11-01', '2027-04-04'],
    );
    fc.assert(
      fc.property(minute, hour, date, zone, change, (minutes, hours, days, where, day) => {
        const expression = `${minutes} ${hours} ${days}`;
        const [from, to] = [Date.parse(day) - dayMs, Date.parse(day) + dayMs];
        const [one, other] = [ours(expression, where), embedded(expression, where)];
        expect(timesBetween(one, from, to)).toEqual(timesBetween(other, from, to));
      }),
      { numRuns: 150 },
    );
  });
});
