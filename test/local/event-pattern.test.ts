import { describe, expect, test, vi } from 'vitest';
import { compilePattern } from '../../local/event-bridge/event-pattern.ts';
import { startSchedule } from '../../local/event-bridge/schedule.ts';
import type { JsonObject } from '../../local/json.ts';

const event: JsonObject = {
  source: 'aws.states',
  detail: { status: 'FAILED', count: 5, tags: ['a', 'b'], nothing: null, empty: '' },
};

describe('event patterns', () => {
  const cases: [string, JsonObject, boolean][] = [
    ['exact', { source: ['aws.s3', 'aws.states'] }, true],
    ['exact, other', { source: ['aws.s3'] }, false],
    ['nested and', { source: ['aws.states'], detail: { status: ['FAILED'], count: [5] } }, true],
    ['nested and, one wrong', { detail: { status: ['FAILED'], count: [6] } }, false],
    ['an item of a list', { detail: { tags: ['b'] } }, true],
    ['null', { detail: { nothing: [null] } }, true],
    ['prefix', { source: [{ prefix: 'aws.' }] }, true],
    ['suffix', { source: [{ suffix: 'states' }] }, true],
    ['anything but', { detail: { status: [{ 'anything-but': ['RUNNING', 'SUCCEEDED'] }] } }, true],
    ['anything but this', { detail: { status: [{ 'anything-but': 'FAILED' }] } }, false],
    ['anything but a prefix', { detail: { status: [{ 'anything-but': { prefix: 'FA' } }] } }, false],
    ['exists', { detail: { status: [{ exists: true }], other: [{ exists: false }] } }, true],
    ['does not exist', { detail: { status: [{ exists: false }] } }, false],
    ['numeric range', { detail: { count: [{ numeric: ['>', 1, '<=', 5] }] } }, true],
    ['numeric outside', { detail: { count: [{ numeric: ['>', 5] }] } }, false],
    ['wildcard', { source: [{ wildcard: 'aws.*s' }] }, true],
    ['wildcard takes dots by word', { source: [{ wildcard: 'awsX*' }] }, false],
    ['or', { $or: [{ source: ['x'] }, { detail: { count: [5] } }] }, true],
    ['a missing object', { other: { inner: ['x'] } }, false],
  ];
  test.each(cases)('%s', (_, pattern, expected) => {
    expect(compilePattern(pattern)(event)).toBe(expected);
  });

  test('an unknown filter is refused when the rule is made', () => {
    expect(() => compilePattern({ source: [{ cidr: '10.0.0.0/8' }] })).toThrow('cidr');
  });
});

describe('schedules', () => {
  test.each(['every minute', 'rate(0 minutes)', 'cron(* * *)', 'cron(99 * * * ? *)'])('%s is refused', (expression) => {
    expect(() => startSchedule(expression, () => {})).toThrow('The schedule');
  });

  test.each(['rate(1 minute)', 'cron(0 12 ? * MON-FRI *)', 'cron(0/5 8-17 L * ? 2030)'])(
    '%s is taken',
    (expression) => {
      startSchedule(expression, () => {}).stop();
    },
  );

  const sunday = '2030-01-06';
  const monday = '2030-01-07';
  test.each([
    [sunday, ['Sundays 12:00:00', 'rate 12:08:30', 'rate 12:18:30', 'rate 12:28:30', 'Sundays 12:30:00']],
    [monday, ['Mondays 12:00:00', 'rate 12:08:30', 'rate 12:18:30', 'rate 12:28:30']],
  ])('on %s, those of that day come at their times in UTC', (day, expected) => {
    vi.useFakeTimers({ now: Date.parse(`${day}T11:58:30Z`) });
    const times: string[] = [];
    const note = (name: string) => () => times.push(`${name} ${new Date().toISOString().slice(11, 19)}`);
    const schedules = [
      startSchedule('rate(10 minutes)', note('rate')),
      startSchedule('cron(0/30 12 ? * 1 *)', note('Sundays')),
      startSchedule('cron(0 12 ? * MON *)', note('Mondays')),
    ];
    vi.advanceTimersByTime(35 * 60 * 1000);
    for (const schedule of schedules) schedule.stop();
    vi.useRealTimers();
    expect(times).toEqual(expected);
  });
});
