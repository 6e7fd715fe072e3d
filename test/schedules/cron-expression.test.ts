import { describe, expect, it } from 'vitest';
import { type CronExpression, parseCron } from '../../shared/schedules/cron-expression.ts';

function parsed(expression: string): CronExpression {
  const result = parseCron(expression);
  return result.kind === 'ok' ? result.cron : expect.fail(`${expression}: ${result.detail}`);
}

const refusal = (expression: string): string => {
  const result = parseCron(expression);
  return result.kind === 'invalid' ? result.detail : `taken as ${result.cron.aws}`;
};

/** What a clock shows at the next times behind New Year 2026. */
function next(expression: string, count: number): string[] {
  const times: string[] = [];
  for (let at = Date.UTC(2026, 0, 1); times.length < count; ) {
    at = parsed(expression).nextOnClock(at);
    times.push(new Date(at).toISOString().slice(0, 16));
  }
  return times;
}

describe('a cron expression', () => {
  it.each([
    ['0 6 * * *', '0 6 * * ? *'],
    ['0 6 * * MON-FRI', '0 6 ? * 2-6 *'],
    ['*/15 * * * *', '0,15,30,45 * * * ? *'],
    ['*/7 8-18/2 * * *', '0,7,14,21,28,35,42,49,56 8,10,12,14,16,18 * * ? *'],
    ['* * * * *', '* * * * ? *'],
    ['0-59 0-23 1-31 1-12 *', '* * * * ? *'],
    ['30 2 * jan,MAR-4 0', '30 2 ? 1,3-4 1 *'],
    ['0 0 * * 7', '0 0 ? * 1 *'],
    ['0 0 * * 5-7', '0 0 ? * 1,6-7 *'],
    ['0 0 * * 0-7', '0 0 * * ? *'],
    ['0 0 L * *', '0 0 L * ? *'],
    ['0 0 15w * *', '0 0 15W * ? *'],
    ['0 0 * * FRIL', '0 0 ? * 6L *'],
    ['0 0 * * 7L', '0 0 ? * 1L *'],
    ['0 0 * * mon#1', '0 0 ? * 2#1 *'],
    ['  5   4 * *\t* ', '5 4 * * ? *'],
  ])('%s is %s for EventBridge', (expression, aws) => {
    expect(parsed(expression).aws).toBe(aws);
  });

  it('means the same dates here as there', () => {
    expect(next('0 9 L * *', 3)).toEqual(['2026-01-31T09:00', '2026-02-28T09:00', '2026-03-31T09:00']);
    // The first of August is a Saturday; a weekday near it does not leave the month.
    expect(next('0 9 1W 8 *', 1)).toEqual(['2026-08-03T09:00']);
    expect(next('0 9 15W * *', 2)).toEqual(['2026-01-15T09:00', '2026-02-16T09:00']);
    expect(next('0 9 * * FRIL', 2)).toEqual(['2026-01-30T09:00', '2026-02-27T09:00']);
    expect(next('0 9 * * SUN#5', 2)).toEqual(['2026-03-29T09:00', '2026-05-31T09:00']);
    expect(next('0 0 29 2 *', 2)).toEqual(['2028-02-29T00:00', '2032-02-29T00:00']);
    expect(next('0 0 * * 7', 2)).toEqual(next('0 0 * * SUN', 2));
  });

  it('knows how close two of its times can be', () => {
    const least = (expression: string) => parsed(expression).leastMinutes;
    expect([least('* * * * *'), least('*/15 * * * *'), least('59,0 * * * *')]).toEqual([1, 15, 1]);
    expect([least('0,45 * * * *'), least('0 6 * * *')]).toEqual([15, 60]);
  });

  it.each([
    ['', /five fields/],
    ['@daily', /five fields/],
    ['0 0 6 * * *', /five fields/],
    ['0 6 1 * MON', /days of the month and days of the week.*keep one/],
    ['0 6 ? * *', /"\?" is not made of numbers from 1 to 31/],
    ['60 * * * *', /"60" is not made of numbers from 0 to 59/],
    ['5/15 * * * *', /write 5-59\/15/],
    ['*/0 * * * *', /step that is not from 1 to 59/],
    ['0 22-6 * * *', /"22-6" ends before it begins/],
    ['0 0 * * MOON', /SUN, MON/],
    ['0 0 31W * *', /not in every month/],
    ['0 0 L-3 * *', /"L-3"/],
    ['0 0 1,L * *', /"L"/],
    ['0 0 31 2,4 *', /never comes/],
    ['1.5 * * * *', /"1.5"/],
    ['-1 * * * *', /"-1"/],
    ['0 0 ١ * *', /numbers from 1 to 31/],
  ])('"%s" is refused with what is wrong', (expression, why) => {
    expect(refusal(expression)).toMatch(why);
  });

  it('is never too long for EventBridge, which takes 256 characters', () => {
    const widest = parsed('*/3,1-59/3 */3,1-23/3 1-31/3,2-31/3 1-12/3,2-12/3 *').aws;
    expect(`cron(${widest})`.length).toBeGreaterThan(200);
    expect(`cron(${widest})`.length).toBeLessThanOrEqual(256);
  });
});
