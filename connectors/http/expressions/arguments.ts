import { ExpressionError, numberOf, textOf } from './values.ts';

/** The arguments of a call: by place, and by name. */
export interface Arguments {
  readonly placed: readonly unknown[];
  readonly named: Readonly<Record<string, unknown>>;
}

/** The argument at a place or of a name; undefined where neither is given. */
export function argument(given: Arguments, place: number, name: string): unknown {
  return place < given.placed.length ? given.placed[place] : given.named[name];
}

export function textArgument(given: Arguments, place: number, name: string, fallback?: string): string {
  const value = argument(given, place, name) ?? fallback;
  if (value === undefined) throw new ExpressionError(`The argument "${name}" is missing or undefined.`);
  return textOf(value);
}

export function numberArgument(given: Arguments, place: number, name: string, fallback?: number): number {
  const value = argument(given, place, name) ?? fallback;
  const number = numberOf(value);
  if (number === null) throw new ExpressionError(`The argument "${name}" must be a number.`);
  return number;
}
