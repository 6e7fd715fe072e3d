import { DateTime, dateTimeOf } from './date-time.ts';
import type { Directive, FormatPart } from './format-part.ts';
import { parseOffset } from './parse-iso.ts';
import { quickParser } from './quick-parser.ts';

/** A format in the vocabulary of `strptime`, with the additions of the low-code vocabulary, ready to use. */
export interface DatetimeFormat {
  /** Null where the text does not fit the format. */
  parse(text: string): DateTime | null;
  format(time: DateTime): string;
}

const months = 'January February March April May June July August September October November December'.split(' ');
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');
const shortNames = (names: readonly string[]) => names.map((name) => name.slice(0, 3));

const digits = (value: number, width: number) => String(value).padStart(width, '0');
const anyOf = (names: readonly string[]) => names.join('|');
const twoDigits = '\\d{1,2}';

const directives: Readonly<Record<string, Directive>> = {
  Y: { pattern: '\\d{4}', write: ({ year }) => digits(year, 4) },
  y: { pattern: '\\d{2}', write: ({ year }) => digits(year % 100, 2) },
  m: { pattern: twoDigits, write: ({ month }) => digits(month, 2) },
  d: { pattern: twoDigits, write: ({ day }) => digits(day, 2) },
  H: { pattern: twoDigits, write: ({ hour }) => digits(hour, 2) },
  I: { pattern: twoDigits, write: ({ hour }) => digits(hour % 12 || 12, 2) },
  M: { pattern: twoDigits, write: ({ minute }) => digits(minute, 2) },
  S: { pattern: twoDigits, write: ({ second }) => digits(second, 2) },
  p: { pattern: 'AM|PM', write: ({ hour }) => (hour < 12 ? 'AM' : 'PM') },
  f: { pattern: '\\d{1,6}', write: ({ microsecond }) => digits(microsecond, 6) },
  _ms: { pattern: '\\d{1,6}', write: ({ microsecond }) => digits(Math.floor(microsecond / 1000), 3) },
  z: { pattern: 'Z|[+-]\\d{2}:?\\d{2}', write: (_, time) => writeOffset(time, '') },
  ':z': { pattern: 'Z|[+-]\\d{2}:?\\d{2}', write: (_, time) => writeOffset(time, ':') },
  Z: { pattern: 'UTC|GMT|Z', write: (_, time) => (time.offsetMinutes === null ? '' : 'UTC') },
  j: { write: ({ year }, time) => digits(Math.floor((time.epochMs - Date.UTC(year, 0, 1)) / 86_400_000) + 1, 3) },
  b: { pattern: anyOf(shortNames(months)), write: ({ month }) => shortNames(months)[month - 1] ?? '' },
  B: { pattern: anyOf(months), write: ({ month }) => months[month - 1] ?? '' },
  a: { pattern: anyOf(shortNames(weekdays)), write: ({ weekday }) => shortNames(weekdays)[weekday] ?? '' },
  A: { pattern: anyOf(weekdays), write: ({ weekday }) => weekdays[weekday] ?? '' },
  s: { write: (_, time) => String(Math.floor(time.epochMs / 1000)) },
  '%': { pattern: '%', write: () => '%' },
};
const shorthands: Readonly<Record<string, string>> = { F: '%Y-%m-%d', T: '%H:%M:%S', R: '%H:%M', D: '%m/%d/%y' };

function writeOffset({ offsetMinutes }: DateTime, separator: string): string {
  if (offsetMinutes === null) return '';
  const size = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${digits(Math.floor(size / 60), 2)}${separator}${digits(size % 60, 2)}`;
}

/** Formats that stand for a count since 1970, and only alone. */
const epochs: Readonly<Record<string, DatetimeFormat>> = {
  '%s': epoch(1e3, (time) => String(Math.floor(time.epochMs / 1000))),
  '%ms': epoch(1, (time) => String(time.epochMs)),
  '%epoch_microseconds': epoch(1e-3, (time) => String(time.epochMs * 1000 + time.micros)),
  '%s_as_float': epoch(1e3, (time) => {
    const seconds = time.epochSeconds();
    return Number.isInteger(seconds) ? `${seconds}.0` : String(seconds);
  }),
};

function epoch(msPerUnit: number, format: (time: DateTime) => string): DatetimeFormat {
  return {
    format,
    parse(text) {
      if (!/^\s*-?\d+(\.\d+)?\s*$/.test(text)) return null;
      const micros = Math.round(Number(text) * msPerUnit * 1000);
      return new DateTime(Math.floor(micros / 1000), ((micros % 1000) + 1000) % 1000);
    },
  };
}

const known = new Map<string, DatetimeFormat>();

/** Throws RangeError naming the directive where the format has one that is not supported. */
export function datetimeFormat(format: string): DatetimeFormat {
  const ready = epochs[format] ?? known.get(format);
  if (ready !== undefined) return ready;
  const made = compile(format);
  known.set(format, made);
  return made;
}

function compile(format: string): DatetimeFormat {
  const parts = splitFormat(format.replace(/%([FTRD])/g, (_, name: string) => shorthands[name] ?? ''));
  const names = parts.flatMap(({ name }) => (name === null ? [] : [name]));
  const unreadable = parts.find(({ directive }) => directive !== null && directive.pattern === undefined);
  const pattern = new RegExp(
    `^${parts.map(({ literal, directive }) => (directive === null ? escaped(literal) : `(${directive.pattern ?? '(?!)'})`)).join('')}$`,
    'i',
  );
  const quick = quickParser(parts);
  return {
    parse(text) {
      const time = quick?.(text) ?? null;
      if (time !== null) return time;
      if (unreadable) throw new RangeError(`%${unreadable.name} can be written but not read.`);
      const match = pattern.exec(text);
      return match === null ? null : fromFields(new Map(names.map((name, at) => [name, match[at + 1] ?? ''])));
    },
    format(time) {
      const fields = time.fields();
      return parts
        .map(({ literal, directive, bare }) => {
          const text = directive === null ? literal : directive.write(fields, time);
          return bare ? text.replace(/^0+(?=\d)/, '') : text;
        })
        .join('');
    },
  };
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&').replace(/\s+/g, '\\s+');

function splitFormat(format: string): FormatPart[] {
  const parts: FormatPart[] = [];
  for (const [, bare, name, literal] of format.matchAll(/%(-?)(_ms|:z|.|$)|([^%]+)/gs)) {
    if (literal !== undefined) {
      parts.push({ literal, name: null, directive: null, bare: false });
      continue;
    }
    const directive = directives[name ?? ''];
    if (directive === undefined)
      throw new RangeError(`"%${bare}${name}" is not a supported directive of a datetime format.`);
    parts.push({ literal: '', name: name ?? '', directive, bare: bare === '-' });
  }
  return parts;
}

function fromFields(read: ReadonlyMap<string, string>): DateTime | null {
  const number = (name: string) => (read.has(name) ? Number(read.get(name)) : undefined);
  const named = (name: string, names: readonly string[]) => {
    const text = read.get(name)?.toLowerCase();
    const at = text === undefined ? -1 : names.findIndex((candidate) => candidate.toLowerCase() === text);
    return at < 0 ? undefined : at + 1;
  };
  const shortYear = number('y');
  const year = number('Y') ?? (shortYear === undefined ? 1900 : shortYear + (shortYear < 69 ? 2000 : 1900));
  const twelve = number('I');
  const hour = twelve === undefined ? number('H') : (twelve % 12) + (read.get('p')?.toLowerCase() === 'pm' ? 12 : 0);
  const zone = read.get('z') ?? read.get(':z');
  return dateTimeOf(
    {
      year,
      month: number('m') ?? named('b', shortNames(months)) ?? named('B', months) ?? 1,
      day: number('d') ?? 1,
      hour: hour ?? 0,
      minute: number('M') ?? 0,
      second: number('S') ?? 0,
      microsecond: Number((read.get('f') ?? read.get('_ms') ?? '0').padEnd(6, '0')),
    },
    zone === undefined ? 0 : parseOffset(zone),
  );
}
