import { CalendarDay, DateTime, dateTimeOf, daysIn } from './date-time.ts';

/** A length of time: months and years have no fixed length, so they stay apart. */
export class Duration {
  readonly months: number;
  /** May have a fraction, down to microseconds. */
  readonly ms: number;

  constructor(months: number, ms: number) {
    this.months = months;
    this.ms = ms;
  }

  negated(): Duration {
    return new Duration(-this.months, -this.ms);
  }
}

const iso =
  /^([+-]?)P(?!$)(?:(\d+(?:[.,]\d+)?)Y)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)W)?(?:(\d+(?:[.,]\d+)?)D)?(?:T(?=\d)(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/;

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** An ISO 8601 duration (`P1D`, `PT1H`, `P1M`, `P1Y2M3DT4H`); null where the text is none. */
export function parseDuration(text: string): Duration | null {
  const match = iso.exec(text.trim());
  if (!match) return null;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(2)
    .map((part) => Number((part ?? '0').replace(',', '.')));
  const ms = weeks * 7 * day + days * day + hours * hour + minutes * minute + seconds * second;
  const duration = new Duration(years * 12 + months, ms);
  return match[1] === '-' ? duration.negated() : duration;
}

/** The time that much later; a day that the month does not have becomes its last. */
export function addDuration(time: DateTime, { months, ms }: Duration): DateTime {
  const shifted = months === 0 ? time : addMonths(time, Math.trunc(months));
  const micros = Math.round((ms % 1) * 1000) + shifted.micros;
  return new DateTime(
    shifted.epochMs + Math.trunc(ms) + Math.floor(micros / 1000),
    ((micros % 1000) + 1000) % 1000,
    time.offsetMinutes,
  );
}

export function addToDay(start: CalendarDay, duration: Duration): CalendarDay {
  const { year, month, day: date } = addDuration(start.midnight(), duration).fields();
  return new CalendarDay(year, month, date);
}

function addMonths(time: DateTime, months: number): DateTime {
  const fields = time.fields();
  const index = fields.year * 12 + fields.month - 1 + months;
  const [year, month] = [Math.floor(index / 12), (index % 12) + 1];
  return (
    dateTimeOf({ ...fields, year, month, day: Math.min(fields.day, daysIn(year, month)) }, time.offsetMinutes) ?? time
  );
}
