import { createHash, createHmac } from 'node:crypto';
import { type Arguments, argument, numberArgument, textArgument } from './arguments.ts';
import { quotePlus } from './macros.ts';
import { compare, operators } from './operators.ts';
import {
  ExpressionError,
  Float,
  isMapping,
  isTrue,
  numberOf,
  pythonJson,
  textOf,
  UndefinedValueError,
} from './values.ts';

type Filter = (value: unknown, given: Arguments) => unknown;

/** What may stand behind `|`. */
export const filters: Readonly<Record<string, Filter>> = {
  abs: (value) => Math.abs(number(value)),
  base64binascii_decode: (value) => Buffer.from(text(value), 'ascii').toString('base64'),
  base64decode: (value) => Buffer.from(text(value), 'base64').toString('utf8'),
  base64encode: (value) => Buffer.from(text(value), 'utf8').toString('base64'),
  capitalize: (value) => text(value).charAt(0).toUpperCase() + text(value).slice(1).toLowerCase(),
  count: (value) => lengthOf(value),
  d: withDefault,
  default: withDefault,
  first: (value) => list(value)[0],
  float: (value, given) => new Float(numberFrom(value) ?? numberArgument(given, 0, 'default', 0)),
  hash: (value, given) =>
    createHash(textArgument(given, 0, 'hash_type', 'md5'))
      .update(text(value) + textArgument(given, 1, 'salt', ''))
      .digest('hex'),
  hmac(value, given) {
    if (textArgument(given, 1, 'hash_type', 'sha256') !== 'sha256')
      throw new ExpressionError('hmac knows only sha256.');
    return createHmac('sha256', textArgument(given, 0, 'key'))
      .update(text(value))
      .digest('hex');
  },
  int: (value, given) => Math.trunc(numberFrom(value) ?? numberArgument(given, 0, 'default', 0)),
  items: (value) => (isMapping(value) ? Object.entries(value) : []),
  join(value, given) {
    const attribute = argument(given, 1, 'attribute');
    const parts = attribute === undefined ? list(value) : list(value).map((item) => field(item, textOf(attribute)));
    return parts.map(textOf).join(textArgument(given, 0, 'd', ''));
  },
  last: (value) => list(value).at(-1),
  length: (value) => lengthOf(value),
  list: (value) => (typeof value === 'string' ? [...value] : list(value)),
  lower: (value) => text(value).toLowerCase(),
  map(value, given) {
    const attribute = textArgument(given, 1, 'attribute');
    return list(value).map((item) => field(item, attribute));
  },
  max: (value) =>
    list(value).reduce<unknown>(
      (best, item) => (best === undefined || compare(item, best) > 0 ? item : best),
      undefined,
    ),
  min: (value) =>
    list(value).reduce<unknown>(
      (best, item) => (best === undefined || compare(item, best) < 0 ? item : best),
      undefined,
    ),
  regex_replace: (value, given) =>
    text(value).replace(
      new RegExp(textArgument(given, 0, 'regex'), 'g'),
      textArgument(given, 1, 'replacement').replace(/\\(\d)/g, '$$$1'),
    ),
  regex_search: (value, given) => new RegExp(textArgument(given, 0, 'regex')).exec(text(value))?.[1] ?? '',
  replace: (value, given) => text(value).replaceAll(textArgument(given, 0, 'old'), () => textArgument(given, 1, 'new')),
  reverse: (value) => (typeof value === 'string' ? [...value].reverse().join('') : list(value).toReversed()),
  round(value, given) {
    const scale = 10 ** numberArgument(given, 0, 'precision', 0);
    return new Float(roundedToEven(number(value) * scale) / scale);
  },
  sort: (value) => list(value).toSorted(compare),
  string: (value) => (typeof value === 'string' ? value : `"""${pythonJson(value)}"""`),
  sum: (value) => list(value).reduce((total, item) => operators['+']?.(total, item), 0),
  title: (value) =>
    text(value).replace(/[^-\s([{<]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()),
  tojson: (value) =>
    pythonJson(value).replace(/[<>&']/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16).padStart(2, '0')}`),
  trim: (value) => text(value).trim(),
  unique: (value) => [...new Set(list(value))],
  upper: (value) => text(value).toUpperCase(),
  urlencode: (value) =>
    isMapping(value)
      ? Object.entries(value)
          .map(([name, one]) => `${quotePlus(name)}=${quotePlus(textOf(one))}`)
          .join('&')
      : encodeURIComponent(textOf(value)).replaceAll('%2F', '/'),
};

/** `map` with a filter's name (`map('upper')`) is not supported, only with `attribute=`. */
export const filtersWithAttributeOnly: ReadonlySet<string> = new Set(['map']);

function withDefault(value: unknown, given: Arguments): unknown {
  const fallback = argument(given, 0, 'default_value') ?? '';
  const whenFalse = isTrue(argument(given, 1, 'boolean'));
  return value === undefined || (whenFalse && !isTrue(value)) ? fallback : value;
}

const text = (value: unknown) => textOf(value);

/** As Python rounds: a half goes to the even neighbour. */
function roundedToEven(value: number): number {
  const low = Math.floor(value);
  const isHalf = value - low === 0.5;
  return isHalf ? low + Math.abs(low % 2) : Math.round(value);
}

function number(value: unknown): number {
  const found = numberOf(value);
  if (found === null) throw new ExpressionError('A number is needed here.');
  return found;
}

/** The number that Python's `int` or `float` reads; null where it reads none. */
function numberFrom(value: unknown): number | null {
  if (typeof value !== 'string') return numberOf(value);
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : null;
}

function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value === 'string') return [...value];
  if (isMapping(value)) return Object.keys(value);
  if (value === undefined) return [];
  throw new ExpressionError('A list is needed here.');
}

function lengthOf(value: unknown): number {
  if (value === null) throw new ExpressionError('None has no length.');
  return list(value).length;
}

function field(item: unknown, path: string): unknown {
  return path.split('.').reduce((value, name) => {
    if (value === undefined) throw new UndefinedValueError(`"${name}" is asked of an undefined value.`);
    return isMapping(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  }, item);
}
