import { CalendarDay, DateTime } from '../datetime/date-time.ts';
import { datetimeFormat } from '../datetime/datetime-format.ts';
import { Duration } from '../datetime/duration.ts';
import { type Arguments, argument, textArgument } from './arguments.ts';
import { kindOf } from './operators.ts';
import {
  dateTimeText,
  dayText,
  ExpressionError,
  Float,
  HeaderMap,
  isMapping,
  type Mapping,
  textOf,
  UndefinedValueError,
} from './values.ts';

type Methods<T> = Readonly<Record<string, (self: T, given: Arguments) => unknown>>;

const textMethods: Methods<string> = {
  capitalize: (self) => self.charAt(0).toUpperCase() + self.slice(1).toLowerCase(),
  count: (self, given) => self.split(textArgument(given, 0, 'sub')).length - 1,
  endswith: (self, given) => self.endsWith(textArgument(given, 0, 'suffix')),
  find: (self, given) => self.indexOf(textArgument(given, 0, 'sub')),
  isdigit: (self) => /^\d+$/.test(self),
  join: (self, given) => {
    const parts = argument(given, 0, 'iterable');
    if (!Array.isArray(parts)) throw new ExpressionError('join() needs a list.');
    return parts.map(textOf).join(self);
  },
  lower: (self) => self.toLowerCase(),
  lstrip: (self, given) => stripped(self, given, true, false),
  replace: (self, given) => self.replaceAll(textArgument(given, 0, 'old'), () => textArgument(given, 1, 'new')),
  rsplit: (self, given) => split(self, given, true),
  rstrip: (self, given) => stripped(self, given, false, true),
  split: (self, given) => split(self, given, false),
  startswith: (self, given) => self.startsWith(textArgument(given, 0, 'prefix')),
  strip: (self, given) => stripped(self, given, true, true),
  title: (self) => self.replace(/\p{L}+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()),
  upper: (self) => self.toUpperCase(),
  zfill: (self, given) => self.padStart(Number(argument(given, 0, 'width')), '0'),
};

const mappingMethods: Methods<Mapping> = {
  get(self, given) {
    const name = textArgument(given, 0, 'key');
    const fallback = argument(given, 1, 'default');
    // Python gives None where nothing is found, not an undefined value.
    return Object.hasOwn(self, name) ? self[name] : (fallback ?? null);
  },
  items: (self) => Object.entries(self),
  keys: (self) => Object.keys(self),
  values: (self) => Object.values(self),
};

const headerMethods: Methods<HeaderMap> = {
  get: (self, given) => self.get(textArgument(given, 0, 'key')) ?? argument(given, 1, 'default') ?? null,
};

const listMethods: Methods<readonly unknown[]> = {
  count: (self, given) => self.filter((item) => item === argument(given, 0, 'value')).length,
  index: (self, given) => self.indexOf(argument(given, 0, 'value')),
};

const timeMethods: Methods<DateTime> = {
  date(self) {
    const { year, month, day } = self.fields();
    return new CalendarDay(year, month, day);
  },
  isoformat: (self) => dateTimeText(self, 'T'),
  strftime: (self, given) => datetimeFormat(textArgument(given, 0, 'format')).format(self),
  timestamp: (self) => new Float(self.epochSeconds()),
};

const dayMethods: Methods<CalendarDay> = {
  isoformat: (self) => dayText(self),
  strftime: (self, given) => datetimeFormat(textArgument(given, 0, 'format')).format(self.midnight()),
};

const durationMethods: Methods<Duration> = { total_seconds: (self) => new Float(self.ms / 1000) };

/** Every method that some kind of value has: an expression that calls another is refused when the file is checked. */
export const methodNames: ReadonlySet<string> = new Set(
  [textMethods, mappingMethods, headerMethods, listMethods, timeMethods, dayMethods, durationMethods].flatMap(
    Object.keys,
  ),
);

export function callMethod(self: unknown, name: string, given: Arguments): unknown {
  if (typeof self === 'string') return invoke(textMethods, self, name, given);
  if (Array.isArray(self)) return invoke(listMethods, self, name, given);
  if (self instanceof HeaderMap) return invoke(headerMethods, self, name, given);
  if (self instanceof DateTime) return invoke(timeMethods, self, name, given);
  if (self instanceof CalendarDay) return invoke(dayMethods, self, name, given);
  if (self instanceof Duration) return invoke(durationMethods, self, name, given);
  if (isMapping(self)) return invoke(mappingMethods, self, name, given);
  // As in Python, calling what is not there (`None.get(…)`) makes the whole expression undefined.
  if (self === undefined || self === null) throw new UndefinedValueError(`${name}() is called on ${kindOf(self)}.`);
  throw new ExpressionError(`${kindOf(self)} has no ${name}().`);
}

function invoke<T>(methods: Methods<T>, self: T, name: string, given: Arguments): unknown {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) throw new UndefinedValueError(`${kindOf(self)} has no ${name}().`);
  return method(self, given);
}

function split(self: string, given: Arguments, fromEnd: boolean): string[] {
  const separator = argument(given, 0, 'sep');
  const most = argument(given, 1, 'maxsplit');
  const parts =
    separator === undefined || separator === null ? self.trim().split(/\s+/) : self.split(textOf(separator));
  if (typeof most !== 'number' || most < 0 || parts.length <= most + 1) return parts;
  const glue = separator === undefined || separator === null ? ' ' : textOf(separator);
  const cut = fromEnd ? parts.length - most : most;
  return fromEnd
    ? [parts.slice(0, cut).join(glue), ...parts.slice(cut)]
    : [...parts.slice(0, cut), parts.slice(cut).join(glue)];
}

function stripped(self: string, given: Arguments, left: boolean, right: boolean): string {
  const signs = argument(given, 0, 'chars');
  const drop = new Set(signs === undefined ? ' \t\n\r\f\v' : textOf(signs));
  let [from, to] = [0, self.length];
  while (left && from < to && drop.has(self.charAt(from))) from++;
  while (right && to > from && drop.has(self.charAt(to - 1))) to--;
  return self.slice(from, to);
}

/** `.year`, `.days` and the like; undefined where the value has no such property. */
export function propertyOf(self: unknown, name: string): unknown {
  if (self instanceof DateTime) {
    const fields: Mapping = self.fields();
    return name !== 'weekday' && Object.hasOwn(fields, name) ? fields[name] : undefined;
  }
  if (self instanceof CalendarDay) return ({ year: self.year, month: self.month, day: self.day } as Mapping)[name];
  if (self instanceof Duration) return name === 'days' ? Math.floor(self.ms / 86_400_000) : undefined;
  return undefined;
}
