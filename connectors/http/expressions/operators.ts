import { CalendarDay, DateTime } from '../datetime/date-time.ts';
import { addDuration, addToDay, Duration } from '../datetime/duration.ts';
import {
  ExpressionError,
  Float,
  HeaderMap,
  isMapping,
  numberOf,
  reprOf,
  textOf,
  UndefinedValueError,
} from './values.ts';

type Operator = (left: unknown, right: unknown) => unknown;

/** Binary operators with Python's meaning. `and`, `or` are not here: they do not evaluate both sides. */
export const operators: Readonly<Record<string, Operator>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': (left, right) => new Float(numeric('/', left) / divisor(right)),
  '//': (left, right) => like(left, right, Math.floor(numeric('//', left) / divisor(right))),
  '%': (left, right) => {
    const [a, b] = [numeric('%', left), divisor(right)];
    return like(left, right, a - b * Math.floor(a / b));
  },
  '**': (left, right) => like(left, right, numeric('**', left) ** numeric('**', right)),
  '~': (left, right) => textOf(left) + textOf(right),
  '==': equal,
  '!=': (left, right) => !equal(left, right),
  '<': (left, right) => compare(left, right) < 0,
  '>': (left, right) => compare(left, right) > 0,
  '<=': (left, right) => compare(left, right) <= 0,
  '>=': (left, right) => compare(left, right) >= 0,
  in: contains,
  'not in': (left, right) => !contains(left, right),
};

function add(left: unknown, right: unknown): unknown {
  if (typeof left === 'string' && typeof right === 'string') return left + right;
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  if (left instanceof DateTime && right instanceof Duration) return addDuration(left, right);
  if (left instanceof CalendarDay && right instanceof Duration) return addToDay(left, right);
  if (left instanceof Duration && (right instanceof DateTime || right instanceof CalendarDay)) return add(right, left);
  if (left instanceof Duration && right instanceof Duration) {
    return new Duration(left.months + right.months, left.ms + right.ms);
  }
  return like(left, right, numeric('+', left) + numeric('+', right));
}

function subtract(left: unknown, right: unknown): unknown {
  if (right instanceof Duration) return add(left, right.negated());
  const [from, to] = [instantOf(left), instantOf(right)];
  if (from && to) return new Duration(0, from.epochMs - to.epochMs + (from.micros - to.micros) / 1000);
  return like(left, right, numeric('-', left) - numeric('-', right));
}

function multiply(left: unknown, right: unknown): unknown {
  if (left instanceof Duration) return new Duration(left.months * numeric('*', right), left.ms * numeric('*', right));
  if (right instanceof Duration) return multiply(right, left);
  if (typeof left === 'string') return left.repeat(Math.min(1e6, Math.max(0, numeric('*', right))));
  return like(left, right, numeric('*', left) * numeric('*', right));
}

/** A float wherever one side is one. */
function like(left: unknown, right: unknown, value: number): unknown {
  const isFloat = (side: unknown) => side instanceof Float || (typeof side === 'number' && !Number.isInteger(side));
  return isFloat(left) || isFloat(right) ? new Float(value) : value;
}

function numeric(operator: string, value: unknown): number {
  if (value === undefined) throw new UndefinedValueError(`An undefined value stands beside "${operator}".`);
  const number = numberOf(value);
  if (number === null) throw new ExpressionError(`"${operator}" does not fit ${kindOf(value)}.`);
  return number;
}

function divisor(value: unknown): number {
  const number = numeric('/', value);
  if (number === 0) throw new ExpressionError('Division by zero.');
  return number;
}

function equal(left: unknown, right: unknown): boolean {
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== null && b !== null) return a === b;
  if (left === right) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  return reprOf(left) === reprOf(right);
}

/** Negative, zero or positive. Throws where the two have no order. */
export function compare(left: unknown, right: unknown): number {
  if (left === undefined || right === undefined) throw new UndefinedValueError('An undefined value is compared.');
  const [a, b] = [numberOf(left), numberOf(right)];
  if (a !== null && b !== null) return a - b;
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  if (left instanceof Duration && right instanceof Duration) return left.ms - right.ms;
  const [from, to] = [instantOf(left), instantOf(right)];
  if (from && to) return from.epochMs - to.epochMs || from.micros - to.micros;
  throw new ExpressionError(`${kindOf(left)} and ${kindOf(right)} have no order.`);
}

function instantOf(value: unknown): DateTime | null {
  if (value instanceof DateTime) return value;
  return value instanceof CalendarDay ? value.midnight() : null;
}

function contains(item: unknown, whole: unknown): boolean {
  if (typeof whole === 'string') return typeof item === 'string' && whole.includes(item);
  if (Array.isArray(whole)) return whole.some((one) => equal(one, item));
  if (whole instanceof HeaderMap) return typeof item === 'string' && whole.get(item) !== undefined;
  if (isMapping(whole)) return Object.hasOwn(whole, textOf(item));
  if (whole === undefined) return false;
  throw new ExpressionError(`"in" does not fit ${kindOf(whole)}.`);
}

export function kindOf(value: unknown): string {
  if (value === null) return 'None';
  if (value === undefined) return 'an undefined value';
  if (Array.isArray(value)) return 'a list';
  if (isMapping(value)) return 'an object';
  if (typeof value === 'string') return 'a text';
  if (numberOf(value) !== null) return 'a number';
  if (value instanceof Duration) return 'a duration';
  return instantOf(value) === null ? 'the headers' : 'a time';
}
