import type { Clock } from '../../local/scheduler/clock.ts';

interface Alarm {
  readonly at: number;
  readonly wake: () => void;
}

export interface HandClock extends Clock {
  /** When the next one of those who wait is to be woken; null where nobody waits. */
  nextAlarm(): number | null;
  /** Lets time pass, and wakes whoever waits when it is his time, in order. */
  advanceTo(time: number): void;
  /** Lets time pass while nobody can be woken: the machine sleeps. Whoever's time came is woken at the end. */
  sleepUntil(time: number): void;
}

/** A clock that stands still until a test turns it. */
export function createHandClock(start: string): HandClock {
  let now = Date.parse(start);
  const alarms = new Set<Alarm>();
  const first = (until: number): Alarm | undefined =>
    [...alarms].filter(({ at }) => at <= until).toSorted((one, other) => one.at - other.at)[0];
  const ring = (alarm: Alarm): void => {
    alarms.delete(alarm);
    alarm.wake();
  };
  return {
    now: () => now,
    wakeAt: (at, wake) => {
      const alarm = { at, wake };
      alarms.add(alarm);
      return () => alarms.delete(alarm);
    },
    nextAlarm: () => first(Number.POSITIVE_INFINITY)?.at ?? null,
    advanceTo: (time) => {
      for (let alarm = first(time); alarm; alarm = first(time)) {
        now = Math.max(now, alarm.at);
        ring(alarm);
      }
      now = time;
    },
    sleepUntil: (time) => {
      now = time;
      for (let alarm = first(time); alarm; alarm = first(time)) ring(alarm);
    },
  };
}
