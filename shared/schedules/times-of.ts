import type { CronExpression } from './cron-expression.ts';
import { clockAt, instantOf } from './time-zones.ts';

/** The first time behind `after`, both in epoch milliseconds; null where none is left. */
export type NextTime = (after: number) => number | null;

/** Counted from `anchor` in both directions. */
export function timesOfRate(periodMs: number, anchor: number): NextTime {
  return (after) => anchor + (Math.floor((after - anchor) / periodMs) + 1) * periodMs;
}

/**
 * Nothing comes after so many years without: 2:30 on the last Sunday of March, say, is the hour that clocks in Berlin
 * leave out.
 */
const patienceMs = 50 * 366 * 86_400_000;

/**
 * EventBridge's way with changes of the clock: a time that is left out when clocks are put forward is skipped, and one
 * that comes twice when they are put back counts the first time only.
 *
 * Source: Amazon EventBridge Scheduler User Guide, "Daylight savings time on EventBridge Scheduler".
 */
export function timesOfCron(cron: CronExpression, timeZone: string): NextTime {
  return (after) => {
    let clock = clockAt(timeZone, after);
    while (clock < after + patienceMs) {
      clock = cron.nextOnClock(clock);
      const instant = clock === Number.POSITIVE_INFINITY ? null : instantOf(timeZone, clock);
      if (instant !== null && instant > after) return instant;
    }
    return null;
  };
}
