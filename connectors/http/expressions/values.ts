import type { Json } from '../../../shared/connector/json.ts';
import { CalendarDay, DateTime } from '../datetime/date-time.ts';
import { Duration } from '../datetime/duration.ts';

/**
 * What an expression works with: JSON values, undefined, and the classes below. Python tells 2.0 from 2, which shows
 * once a value is written as text.
 */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** Response headers: found whatever the case of the name. `link` holds the parsed links, by relation. */
export class HeaderMap {
  readonly #headers: Readonly<Record<string, unknown>>;
  constructor(headers: Readonly<Record<string, unknown>>) {
    this.#headers = headers;
  }
  get(name: string): unknown {
    const key = name.toLowerCase();
    return Object.hasOwn(this.#headers, key) ? this.#headers[key] : undefined;
  }
}

export type Mapping = Readonly<Record<string, unknown>>;

export function isMapping(value: unknown): value is Mapping {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** Thrown where something is asked of a value that does not exist. */
export class UndefinedValueError extends Error {
  override readonly name = 'UndefinedValueError';
}

/** Thrown where an expression is applied to a value that it does not fit. */
export class ExpressionError extends Error {
  override readonly name = 'ExpressionError';
}

/** Python's truth: empty texts, lists and objects, zero, None and undefined are false. */
export function isTrue(value: unknown): boolean {
  if (value instanceof Float) return value.value !== 0;
  if (Array.isArray(value)) return value.length > 0;
  if (isMapping(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** The value as Python's `str` writes it; undefined is the empty text. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === undefined) return '';
  return reprOf(value);
}

/** The value as Python's `repr` writes it. */
export function reprOf(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (value instanceof Float) return Number.isInteger(value.value) ? `${value.value}.0` : String(value.value);
  if (typeof value === 'string') return quotedText(value);
  if (Array.isArray(value)) return `[${value.map(reprOf).join(', ')}]`;
  if (value instanceof DateTime) return dateTimeText(value, ' ');
  if (value instanceof CalendarDay) return dayText(value);
  if (value instanceof Duration) return durationText(value);
  if (isMapping(value)) {
    return `{${Object.entries(value)
      .map(([key, field]) => `${quotedText(key)}: ${reprOf(field)}`)
      .join(', ')}}`;
  }
  throw new ExpressionError('A function or the headers as a whole cannot be written as text.');
}

function quotedText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replace(/\\/g, '\\\\')
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')
    .replace(/\t/g, '\\t')
    .replaceAll(quote, `\\${quote}`);
  return quote + escaped + quote;
}

const two = (value: number) => String(value).padStart(2, '0');

export const dayText = ({ year, month, day }: { year: number; month: number; day: number }) =>
  `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;

/** ISO 8601 as Python writes it: microseconds only where there are any. */
export function dateTimeText(time: DateTime, separator: string): string {
  const fields = time.fields();
  const fraction = fields.microsecond === 0 ? '' : `.${String(fields.microsecond).padStart(6, '0')}`;
  const clock = `${two(fields.hour)}:${two(fields.minute)}:${two(fields.second)}${fraction}`;
  if (time.offsetMinutes === null) return `${dayText(fields)}${separator}${clock}`;
  const size = Math.abs(time.offsetMinutes);
  const offset = `${time.offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${dayText(fields)}${separator}${clock}${offset}`;
}

function durationText({ months, ms }: Duration): string {
  const days = Math.floor(ms / 86_400_000);
  const rest = ms - days * 86_400_000;
  const clock = `${Math.floor(rest / 3_600_000)}:${two(Math.floor(rest / 60_000) % 60)}:${two(Math.floor(rest / 1000) % 60)}`;
  const dayPart = days === 0 ? '' : `${days} ${Math.abs(days) === 1 ? 'day' : 'days'}, `;
  return months === 0 ? dayPart + clock : `${months} months, ${dayPart}${clock}`;
}

/** The number behind a value; null where it is none. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (value instanceof Float) return value.value;
  if (typeof value === 'boolean') return Number(value);
  return null;
}

/** A value as JSON can carry it, for request bodies. */
export function jsonOf(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Float) return value.value;
  if (Array.isArray(value)) return value.map(jsonOf);
  if (isMapping(value)) return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, jsonOf(field)]));
  return textOf(value);
}

/** JSON as Python writes it: a space behind each comma and colon, and everything beyond ASCII escaped. */
export function pythonJson(value: unknown): string {
  const json = jsonOf(value);
  if (Array.isArray(json)) return `[${json.map(pythonJson).join(', ')}]`;
  if (json !== null && typeof json === 'object') {
    return `{${Object.entries(json)
      .map(([key, field]) => `${pythonJson(key)}: ${pythonJson(field)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(json).replace(
    /[\u007f-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
