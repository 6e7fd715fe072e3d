import { Cron } from 'croner';
import { messageOf, RuntimeProblem } from '../problem.ts';

export interface Schedule {
  stop(): void;
}

const unitSeconds: Readonly<Record<string, number>> = { minute: 60, hour: 3600, day: 86_400 };

/**
 * Calls `run` at the times of an EventBridge schedule expression, in UTC: `rate(5 minutes)`, first after one
 * interval, or `cron(0 12 * * ? *)`. Throws RuntimeProblem for anything else.
 */
export function startSchedule(expression: string, run: () => void): Schedule {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression);
  const cron = /^cron\((\S+ \S+ \S+ \S+ \S+ \S+)\)$/.exec(expression);
  try {
    if (rate !== null) return everySeconds(Number(rate[1]) * (unitSeconds[rate[2] ?? ''] ?? 0), run);
    // AWS counts the days of the week from 1 for Sunday, which croner calls alternative.
    const options = { timezone: 'UTC', mode: '7-part', alternativeWeekdays: true, unref: true } as const;
    if (cron !== null) return new Cron(`0 ${cronPattern(cron[1] ?? '')}`, options, run);
  } catch (thrown) {
    throw new RuntimeProblem(`The schedule ${expression} is not valid: ${messageOf(thrown)}`, { cause: thrown });
  }
  throw new RuntimeProblem(`The schedule ${expression} is neither rate(…) nor cron(…)`);
}

/** The largest value of minute, hour, day of month, month, day of week and year. */
const largest = [59, 23, 31, 12, 7, 2199];

/** The six fields of AWS as croner takes them: `5/15` is AWS's way to say "from 5 on, every 15th", croner wants an end. */
export function cronPattern(fields: string): string {
  return fields
    .split(' ')
    .map((field, index) => field.replaceAll(/(^|,)(\d+)\//g, `$1$2-${largest[index]}/`))
    .join(' ');
}

function everySeconds(interval: number, run: () => void): Schedule {
  if (interval === 0) throw new RuntimeProblem('a rate must be positive');
  const startAt = new Date(Date.now() + interval * 1000);
  return new Cron('* * * * * *', { timezone: 'UTC', interval, startAt, unref: true }, run);
}
