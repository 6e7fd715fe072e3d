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
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, Math.floor(microsecond / 1000));
  const valid =
    date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 61;
  return valid ? new DateTime(date.getTime() - (offsetMinutes ?? 0) * 60_000, microsecond % 1000, offsetMinutes) : null;
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
