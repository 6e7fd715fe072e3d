import { Float, isMapping, numberOf } from './values.ts';

const isInteger = (value: unknown) => typeof value === 'number' && Number.isInteger(value);

/** What may stand behind `is`. */
export const tests: Readonly<Record<string, (value: unknown) => boolean>> = {
  boolean: (value) => typeof value === 'boolean',
  defined: (value) => value !== undefined,
  even: (value) => (numberOf(value) ?? 1) % 2 === 0,
  false: (value) => value === false,
  float: (value) => value instanceof Float || (typeof value === 'number' && !isInteger(value)),
  integer: isInteger,
  iterable: (value) => Array.isArray(value) || isMapping(value) || typeof value === 'string',
  lower: (value) => typeof value === 'string' && value === value.toLowerCase(),
  mapping: isMapping,
  none: (value) => value === null,
  number: (value) => numberOf(value) !== null,
  odd: (value) => Math.abs(numberOf(value) ?? 0) % 2 === 1,
  sequence: (value) => Array.isArray(value) || isMapping(value) || typeof value === 'string',
  string: (value) => typeof value === 'string',
  true: (value) => value === true,
  undefined: (value) => value === undefined,
  upper: (value) => typeof value === 'string' && value === value.toUpperCase(),
};
