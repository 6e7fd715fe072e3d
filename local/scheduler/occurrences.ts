import { Cron } from 'croner';
import { cronPattern } from '../event-bridge/schedule.ts';
import { messageOf } from '../problem.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { ScheduleRecord } from './schedule-record.ts';

/** The first time (epoch milliseconds) behind `after` that an expression means; null where none is left. */
export type Occurrences = (after: number) => number | null;

const unitMilliseconds: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * The times of a schedule, whether it is enabled or not: `rate(…)` from its start date or else its last change on,
 * `cron(…)` and `at(…)` in its time zone, and nothing before its start date or behind its end date. Throws AWS's
 * ValidationException for what is none of them.
 */
export function occurrencesOf({ settings, modifiedAt }: Pick<ScheduleRecord, 'settings' | 'modifiedAt'>): Occurrences {
  const { ScheduleExpression: expression, ScheduleExpressionTimezone: zone, StartDate, EndDate } = settings;
  checkZone(zone);
  const [, kind, inner = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? [];
  // AWS ignores both dates for what happens once.
  if (kind === 'at') return once(inner, zone, expression);
  const start = StartDate === undefined ? null : StartDate * 1000;
  const end = EndDate === undefined ? Number.POSITIVE_INFINITY : EndDate * 1000;
  const times = kind === 'rate' ? rate(inner, start ?? modifiedAt) : kind === 'cron' ? cron(inner, zone) : null;
  if (times === null) throw invalid(expression);
  return (after) => {
    const next = times(Math.max(after, (start ?? 0) - 1));
    return next === null || next > end ? null : next;
  };
}

function rate(inner: string, anchor: number): Occurrences | null {
  const [, value, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(inner) ?? [];
  const period = Number(value) * (unitMilliseconds[unit] ?? 0);
  if (!(period > 0)) return null;
  return (after) => (after < anchor ? anchor : anchor + (Math.floor((after - anchor) / period) + 1) * period);
}

/**
 * AWS's way with changes of the clock, which is not croner's: a time of day that does not exist is left out, and one
 * that exists twice counts the first time.
 */
function cron(inner: string, zone: string): Occurrences | null {
  const fields = inner.trim().split(/\s+/);
  if (fields.length < 5 || fields.length > 6) return null;
  const [, , dayOfMonth, , dayOfWeek] = fields;
  // Exactly one of them says which day.
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) return null;
  const pattern = `0 ${cronPattern([...fields, '*'].slice(0, 6).join(' '))}`;
  const options = { mode: '7-part', alternativeWeekdays: true, paused: true } as const;
  const inZone = parse(pattern, { ...options, timezone: zone });
  const onAnyClock = parse(pattern, { ...options, timezone: 'UTC' });
  if (inZone === null || onAnyClock === null) return null;
  return (after) => {
    for (let time = inZone.nextRun(new Date(after)); time !== null; time = inZone.nextRun(time)) {
      const at = time.getTime();
      if (onAnyClock.match(new Date(clockTime(at, zone))) && !isRepeated(at, zone)) return at;
    }
    return null;
  };
}

function parse(pattern: string, options: ConstructorParameters<typeof Cron>[1]): Cron | null {
  try {
    return new Cron(pattern, options as object);
  } catch {
    return null;
  }
}

/** Whether the clocks showed the same a while before, when they had not been set back yet. */
function isRepeated(at: number, zone: string): boolean {
  const setBack = clockTime(at - dayMilliseconds, zone) + dayMilliseconds - clockTime(at, zone);
  return setBack > 0 && clockTime(at - setBack, zone) === clockTime(at, zone);
}

const dayMilliseconds = 86_400_000;

/** What the clocks in a zone show, as if it were UTC. */
function clockTime(at: number, zone: string): number {
  // The Swedish way to write a time is the ISO one.
  return Date.parse(`${new Date(at).toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T')}Z`);
}

function once(inner: string, zone: string, expression: string): Occurrences {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inner)) throw invalid(expression);
  try {
    const at = new Cron(inner, { timezone: zone, paused: true }).getOnce()?.getTime() ?? Number.NaN;
    return (after) => (at > after ? at : null);
  } catch (thrown) {
    throw invalid(`${expression}: ${messageOf(thrown)}`);
  }
}

function checkZone(zone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw new AwsError('ValidationException', `Invalid Schedule Expression Timezone ${zone}.`);
  }
}

const invalid = (expression: string): AwsError =>
  new AwsError('ValidationException', `Invalid Schedule Expression ${expression}.`);
