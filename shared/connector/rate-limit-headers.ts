import type { RateLimit } from '../api/call.ts';
import type { HttpResponse } from './http-client.ts';
import { clockOf, retryAfterMs } from './retry-after.ts';

type Headers = HttpResponse['headers'];

/** What the headers say, with the wait until the limit is lifted. */
export interface RateLimitReading {
  readonly rateLimit: RateLimit;
  /** Milliseconds until requests count afresh; null where the source does not say. */
  readonly resetInMs: number | null;
}

interface Window {
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly resetInMs: number | null;
}

/**
 * Reads the rate-limit headers in common use: `RateLimit` with `RateLimit-Policy` (both IETF forms), `RateLimit-*`,
 * `X-RateLimit-*` (GitHub and most others), `X-Rate-Limit-*` (Okta, Zendesk), HubSpot's and Shopify's. Where a source
 * shows several windows, the one with the least left counts. Null where there are none.
 */
export function readRateLimit(headers: Headers, now: number): RateLimitReading | null {
  const serverNow = clockOf(headers, now);
  const windows = [
    ...combinedWindows(headers),
    ...['ratelimit-', 'x-ratelimit-', 'x-rate-limit-', 'x-ratelimit-requests-'].map((prefix) =>
      prefixedWindow(headers, prefix, serverNow),
    ),
    hubspotDaily(headers),
    hubspotInterval(headers),
    shopify(headers),
  ].filter((window) => window !== null && (window.remaining !== null || window.limit !== null));
  const tightest = windows.reduce<Window | null>((least, window) => (tighter(window, least) ? window : least), null);
  if (tightest === null) return null;
  const resetInMs = tightest.resetInMs ?? retryAfterMs(headers, serverNow);
  return {
    rateLimit: { limit: tightest.limit, remaining: tightest.remaining, resetAt: isoAfter(now, resetInMs) },
    resetInMs,
  };
}

/** Of two windows that are both used up, the one that lasts longer counts. */
function tighter(window: Window | null, least: Window | null): boolean {
  if (window === null) return false;
  if (least === null) return true;
  const left = window.remaining ?? Number.POSITIVE_INFINITY;
  const leastLeft = least.remaining ?? Number.POSITIVE_INFINITY;
  return left < leastLeft || (left === leastLeft && (window.resetInMs ?? 0) > (least.resetInMs ?? 0));
}

function prefixedWindow(headers: Headers, prefix: string, serverNow: number): Window | null {
  const [limit, remaining] = [number(headers[`${prefix}limit`]), number(headers[`${prefix}remaining`])];
  const after = number(headers[`${prefix}reset-after`]);
  const resetInMs = after === null ? resetMs(headers[`${prefix}reset`], serverNow) : after * 1000;
  return { limit, remaining, resetInMs };
}

/**
 * `"burst";r=50;t=30` with `RateLimit-Policy: "burst";q=100;w=60`, several separated by commas; and the older
 * `limit=100, remaining=50, reset=30`.
 */
function combinedWindows(headers: Headers): (Window | null)[] {
  const combined = headers['ratelimit'];
  if (combined === undefined) return [];
  const flat = parameters(combined.replaceAll(',', ';'));
  if (flat.has('remaining')) {
    return [
      {
        limit: number(flat.get('limit')),
        remaining: number(flat.get('remaining')),
        resetInMs: scaled(number(flat.get('reset'))),
      },
    ];
  }
  const policies = (headers['ratelimit-policy'] ?? '').split(',').map((policy) => policy.trim());
  return combined.split(',').map((item) => {
    const name = item.split(';')[0]?.trim();
    const policy = parameters(
      policies.find((candidate) => candidate.split(';')[0]?.trim() === name) ?? policies[0] ?? '',
    );
    const values = parameters(item);
    return {
      limit: number(policy.get('q')),
      remaining: number(values.get('r')),
      resetInMs: scaled(number(values.get('t')) ?? number(policy.get('w'))),
    };
  });
}

function hubspotDaily(headers: Headers): Window | null {
  const remaining = number(headers['x-hubspot-ratelimit-daily-remaining']);
  // The day ends at midnight of the account's time zone, which is not given: no reset.
  return remaining === null
    ? null
    : { limit: number(headers['x-hubspot-ratelimit-daily']), remaining, resetInMs: null };
}

function hubspotInterval(headers: Headers): Window | null {
  const remaining = number(headers['x-hubspot-ratelimit-remaining']);
  if (remaining === null) return null;
  return {
    limit: number(headers['x-hubspot-ratelimit-max']),
    remaining,
    resetInMs: number(headers['x-hubspot-ratelimit-interval-milliseconds']),
  };
}

/** `32/40`: used of the bucket's size. It leaks at least two requests a second, so one fits again after half of one. */
function shopify(headers: Headers): Window | null {
  const match = /^\s*(\d+)\s*\/\s*(\d+)\s*$/.exec(headers['x-shopify-shop-api-call-limit'] ?? '');
  if (!match) return null;
  const [used, limit] = [Number(match[1]), Number(match[2])];
  return { limit, remaining: Math.max(0, limit - used), resetInMs: 500 };
}

/**
 * A reset is given as epoch seconds, epoch milliseconds, seconds from now, ISO 8601 or an HTTP date. Numbers are told
 * apart by size: a billion seconds from now is 31 years, and a trillion seconds since 1970 is the year 33658.
 */
function resetMs(value: string | undefined, serverNow: number): number | null {
  if (value === undefined || value.trim() === '') return null;
  const numeric = number(value);
  if (numeric === null) {
    const date = Date.parse(value);
    return Number.isNaN(date) ? null : Math.max(0, date - serverNow);
  }
  if (numeric >= 1e12) return Math.max(0, numeric - serverNow);
  if (numeric >= 1e9) return Math.max(0, numeric * 1000 - serverNow);
  return Math.max(0, numeric * 1000);
}

/** The leading number of `100`, `100, 100;w=60` or `59.5`. */
function number(value: string | undefined): number | null {
  const match = /^\s*(-?\d+(?:\.\d+)?)(?=\s*(?:$|[,;]))/.exec(value ?? '');
  return match ? Math.max(0, Number(match[1])) : null;
}

const scaled = (seconds: number | null) => (seconds === null ? null : seconds * 1000);

function parameters(item: string): Map<string, string> {
  return new Map(
    item
      .split(';')
      .map((pair) => pair.split('='))
      .filter((pair): pair is [string, string] => pair.length === 2)
      .map(([name, value]) => [name.trim().toLowerCase(), value.trim().replace(/^"(.*)"$/, '$1')]),
  );
}

function isoAfter(now: number, ms: number | null): string | null {
  const at = new Date(now + (ms ?? 0));
  return ms === null || Number.isNaN(at.getTime()) ? null : at.toISOString();
}
