import type { Json } from './connector.ts';

/** A bare number of 16 or more digits may not survive as a double. Strings of digits are quoted and do not match. */
const longNumber = /[:[,\s]-?\d{16,}(?=[\s,\]}])/;

/**
 * `JSON.parse` that loses no digits: whole numbers that a double cannot hold become strings of their digits, since
 * they are nearly always ids, and two ids must never collapse into one. Throws SyntaxError.
 */
export function parseJson(text: string): Json {
  if (!longNumber.test(text)) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' &&
    Number.isInteger(value) &&
    !Number.isSafeInteger(value) &&
    context?.source !== undefined
      ? context.source
      : value,
  );
}
