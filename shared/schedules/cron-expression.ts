import { Cron } from 'croner';
import { CronFieldError, fieldKinds, valueIn, valuesIn, writeValues } from './cron-fields.ts';

/** A cron expression of five fields, understood. */
export interface CronExpression {
  /** In EventBridge's dialect, without `cron()` around it; two expressions that mean the same have the same. */
  readonly aws: string;
  /** The shortest time, in minutes, that can lie between two of its times; at most 60. */
  readonly leastMinutes: number;
  /** The next time that the clocks show, behind another; both as if it were UTC, in epoch milliseconds. */
  nextOnClock(after: number): number;
}

export type ParsedCron =
  | { readonly kind: 'ok'; readonly cron: CronExpression }
  /** What is wrong and what to do, for a person. */
  | { readonly kind: 'invalid'; readonly detail: string };

const example = '"0 6 * * MON-FRI" is 6:00 on working days';
const twoDays =
  'it names days of the month and days of the week, which Amazon EventBridge cannot take together; ' +
  'keep one of them, and put * for the other';

/**
 * Reads minute, hour, day of month, month and day of week, with `*`, lists, ranges, steps and names, and `L`, `15W`,
 * `FRIL` and `MON#1` alone in their field. EventBridge has a dialect of its own, so what it cannot say exactly is
 * refused rather than changed.
 */
export function parseCron(expression: string): ParsedCron {
  const fields = expression.trim().split(/\s+/);
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = fields;
  if (fields.length !== 5) {
    return invalid(`it needs five fields (minute, hour, day of month, month, day of week); ${example}`);
  }
  if (dayOfMonth !== '*' && dayOfWeek !== '*') return invalid(twoDays);
  try {
    const minutes = valuesIn(fieldKinds.minute, minute);
    const hours = every(valuesIn(fieldKinds.hour, hour), 24);
    const inMonths = every(valuesIn(fieldKinds.month, month), 12);
    const weekdays = daysOfWeek(dayOfWeek);
    const days = weekdays === '*' ? [daysOfMonth(dayOfMonth), inMonths, '?'] : ['?', inMonths, weekdays];
    const pattern = new Cron(fields.join(' '), { mode: '5-part', timezone: 'UTC', paused: true });
    if (pattern.nextRun(new Date(0)) === null) return invalid('it names a date that never comes');
    const cron: CronExpression = {
      aws: [every(minutes, 60), hours, ...days, '*'].join(' '),
      leastMinutes: leastGap(minutes),
      // Every expression that has one time has another, so there is always a next one.
      nextOnClock: (after) => pattern.nextRun(new Date(after))?.getTime() ?? Number.POSITIVE_INFINITY,
    };
    return { kind: 'ok', cron };
  } catch (error) {
    return invalid(error instanceof Error ? error.message : String(error));
  }
}

const invalid = (detail: string): ParsedCron => ({ kind: 'invalid', detail });

const every = (values: readonly number[], all: number): string => (values.length === all ? '*' : writeValues(values));

function daysOfMonth(field: string): string {
  if (field === '*' || /^L$/i.test(field)) return field.toUpperCase();
  const [, nearest] = /^(\d+)W$/i.exec(field) ?? [];
  if (nearest === undefined) return every(valuesIn(fieldKinds.dayOfMonth, field), 31);
  const day = valueIn(fieldKinds.dayOfMonth, nearest, field);
  if (day > 28) throw new CronFieldError(`"${field}" is not in every month; 28W is the last that is, L the last day`);
  return `${day}W`;
}

/** EventBridge counts from 1 for Sunday. */
const awsWeekday = (day: number): number => (day % 7) + 1;

function daysOfWeek(field: string): string {
  const [, named, last, count] = /^(\w+?)(?:(L)|#([1-5]))$/i.exec(field) ?? [];
  if (named !== undefined) {
    const day = awsWeekday(valueIn(fieldKinds.dayOfWeek, named, field));
    return last === undefined ? `${day}#${count}` : `${day}L`;
  }
  const days = new Set(valuesIn(fieldKinds.dayOfWeek, field).map(awsWeekday));
  return every([...days].sort(), 7);
}

/** Between two minutes of an hour, or the last of one hour and the first of the next. */
function leastGap(minutes: readonly number[]): number {
  return Math.min(...minutes.map((minute, index) => (minutes[index + 1] ?? (minutes[0] ?? 0) + 60) - minute));
}
