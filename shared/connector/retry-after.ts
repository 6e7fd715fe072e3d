import type { HttpResponse } from './http-client.ts';

type Headers = HttpResponse['headers'];

/**
 * The wait in milliseconds that `Retry-After` asks for, in either of its forms (seconds, HTTP date), or that one of
 * its relatives does; null where none is given or it makes no sense.
 *
 * @param serverNow epoch milliseconds by the source's own clock, for the dates.
 */
export function retryAfterMs(headers: Headers, serverNow: number): number | null {
  const exact = positive(headers['retry-after-ms'] ?? headers['x-ms-retry-after-ms']);
  if (exact !== null) return exact;
  const value = headers['retry-after'] ?? headers['x-retry-after'];
  if (value === undefined) return null;
  const seconds = positive(value);
  // Some sources put the epoch second of the end here instead of a number of seconds.
  if (seconds !== null) return seconds > 1e9 ? Math.max(0, seconds * 1000 - serverNow) : seconds * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - serverNow);
}

function positive(value: string | undefined): number | null {
  return value !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : null;
}

/** The source's clock as its `Date` header shows it, so that two clocks that differ do not spoil a wait. */
export function clockOf(headers: Headers, now: number): number {
  const date = Date.parse(headers['date'] ?? '');
  return Number.isNaN(date) ? now : date;
}
