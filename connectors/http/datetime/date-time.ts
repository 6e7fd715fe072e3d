/** A point in time with microseconds and, unless it is naive, the offset it was written with. Never changes. */
export class DateTime {
  /** Milliseconds since 1970 UTC, rounded down. A naive time counts as UTC. */
  readonly epochMs: number;
  /** 0 to 999, on top of `epochMs`. */
  readonly micros: number;
  /** Minutes east of UTC; null for a naive time. */
  readonly offsetMinutes: number | null;

  constructor(epochMs: number, micros = 0, offsetMinutes: number | null = 0) {
    this.epochMs = epochMs;
    this.micros = micros;
    this.offsetMinutes = offsetMinutes;
  }

  /** The fields of the calendar and the clock at the time's own offset. */
  fields() {
    const local = new Date(this.epochMs + (this.offsetMinutes ?? 0) * 60_000);
    return {
      year: local.getUTCFullYear(),
      month: local.getUTCMonth() + 1,
      day: local.getUTCDate(),
      hour: local.getUTCHours(),
      minute: local.getUTCMinutes(),
      second: local.getUTCSeconds(),
      microsecond: local.getUTCMilliseconds() * 1000 + this.micros,
      weekday: local.getUTCDay(),
    };
  }

  /** Seconds since 1970, with a fraction. */
  epochSeconds(): number {
    return this.epochMs / 1000 + this.micros / 1e6;
  }

  asUtc(): DateTime {
    return new DateTime(this.epochMs, this.micros, 0);
  }

  isBefore(other: DateTime): boolean {
    return this.epochMs < other.epochMs || (this.epochMs === other.epochMs && this.micros < other.micros);
  }
}

export interface CalendarFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour?: number;
  readonly minute?: number;
  readonly second?: number;
  readonly microsecond?: number;
}

/** Null where the calendar has no such day or the clock no such time. */
export function dateTimeOf(fields: CalendarFields, offsetMinutes: number | null): DateTime | null {
  const { year, month, day, hour = 0, minute = 0, second = 0, microsecond = 0 } = fields;
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 60)
    return null;
  const ms = Math.floor(microsecond / 1000);
  // Date.UTC takes the years 0 to 99 for 1900 to 1999; the calendar repeats itself after 400 years.
  const shifted = year < 100;
  const utc =
    Date.UTC(shifted ? year + 400 : year, month - 1, day, hour, minute, second, ms) - (shifted ? msOf400Years : 0);
  return new DateTime(utc - (offsetMinutes ?? 0) * 60_000, microsecond % 1000, offsetMinutes);
}

const msOf400Years = 146_097 * 86_400_000;

export function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export const earlierOf = (a: DateTime, b: DateTime): DateTime => (b.isBefore(a) ? b : a);
export const laterOf = (a: DateTime, b: DateTime): DateTime => (a.isBefore(b) ? b : a);

/** A day without a time of day, as `today_utc()` gives it. */
export class CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;

  constructor(year: number, month: number, day: number) {
    this.year = year;
    this.month = month;
    this.day = day;
  }

  /** Its midnight, naive. */
  midnight(): DateTime {
    return dateTimeOf(this, null) ?? new DateTime(Number.NaN);
  }
}
