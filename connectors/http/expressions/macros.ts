import { randomUUID } from 'node:crypto';
import { CalendarDay, DateTime } from '../datetime/date-time.ts';
import { datetimeFormat } from '../datetime/datetime-format.ts';
import { addDuration, Duration, parseDuration } from '../datetime/duration.ts';
import { parseIso } from '../datetime/parse-iso.ts';
import { type Arguments, argument, numberArgument, textArgument } from './arguments.ts';
import { compare } from './operators.ts';
import { ExpressionError, Float, numberOf, textOf, UndefinedValueError } from './values.ts';

type Macro = (given: Arguments, now: () => number) => unknown;

/** The functions that every expression may call. */
export const macros: Readonly<Record<string, Macro>> = {
  now_utc: (_, now) => new DateTime(now()),
  today_utc: (_, now) => dayIn('UTC', now()),
  today_with_timezone: (given, now) => dayIn(textArgument(given, 0, 'timezone'), now()),
  timestamp(given) {
    const value = argument(given, 0, 'dt');
    const number = numberOf(value);
    return number === null ? new Float(instant(value).epochSeconds()) : Math.trunc(number);
  },
  str_to_datetime: (given) => instant(argument(given, 0, 's')),
  duration(given) {
    const text = textArgument(given, 0, 'datestring');
    return parseDuration(text) ?? fail(`"${text}" is not an ISO 8601 duration.`);
  },
  day_delta(given, now) {
    const days = numberArgument(given, 0, 'num_days');
    const format = textArgument(given, 1, 'format', '%Y-%m-%dT%H:%M:%S.%f%z');
    return datetimeFormat(format).format(addDuration(new DateTime(now()), new Duration(0, days * 86_400_000)));
  },
  format_datetime: (given) => formatDatetime(given),
  max: (given) => extreme(given, 1),
  min: (given) => extreme(given, -1),
  sanitize_url: (given) => quotePlus(textArgument(given, 0, 'value')),
  camel_case_to_snake_case: (given) =>
    textArgument(given, 0, 'value')
      .replace(/(?<!^)(?=[A-Z])/g, '_')
      .toLowerCase(),
  generate_uuid: () => randomUUID(),
};

function formatDatetime(given: Arguments): string {
  const value = argument(given, 0, 'dt');
  const format = datetimeFormat(textArgument(given, 1, 'format'));
  const inputFormat = argument(given, 2, 'input_format');
  if (value instanceof DateTime || value instanceof CalendarDay) return format.format(instant(value));
  const number = numberOf(value);
  if (inputFormat === undefined || inputFormat === null) {
    return format.format(number === null ? instant(value) : new DateTime(Math.floor(number * 1000)));
  }
  const parsed = datetimeFormat(textOf(inputFormat)).parse(textOf(value));
  return format.format(parsed ?? fail(`"${textOf(value)}" does not fit the format "${textOf(inputFormat)}".`));
}

/** Any value that stands for a time, as one. */
export function instant(value: unknown): DateTime {
  if (value instanceof DateTime) return value;
  if (value instanceof CalendarDay) return value.midnight();
  if (value === undefined) throw new UndefinedValueError('A time is undefined.');
  const text = textOf(value);
  return parseIso(text) ?? fail(`"${text}" is not a time in ISO 8601.`);
}

function dayIn(timezone: string, now: number): CalendarDay {
  const parts = new Intl.DateTimeFormat('en', {
    timeZone: timezone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
  });
  const field = (type: string) => Number(parts.formatToParts(now).find((part) => part.type === type)?.value);
  return new CalendarDay(field('year'), field('month'), field('day'));
}

function extreme({ placed }: Arguments, sign: number): unknown {
  const [only] = placed;
  const values = placed.length === 1 && Array.isArray(only) ? only : placed;
  if (values.length === 0) fail('max() and min() need at least one value.');
  return values.reduce((best, value) => (compare(value, best) * sign > 0 ? value : best));
}

export const quotePlus = (text: string): string =>
  encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function fail(message: string): never {
  throw new ExpressionError(message);
}
