import { expect, test } from 'vitest';
import { readRateLimit } from '../../shared/connector/rate-limit-headers.ts';

const now = Date.UTC(2026, 0, 1, 12);
const inSeconds = (seconds: number) => new Date(now + seconds * 1000).toISOString();
const epoch = now / 1000 + 60;

const cases: [string, Record<string, string>, [number | null, number | null, string | null]][] = [
  [
    'RateLimit-* with seconds',
    { 'ratelimit-limit': '100', 'ratelimit-remaining': '5', 'ratelimit-reset': '60' },
    [100, 5, inSeconds(60)],
  ],
  [
    'RateLimit-Limit with its policy',
    { 'ratelimit-limit': '100, 100;w=60', 'ratelimit-remaining': '5' },
    [100, 5, null],
  ],
  ['RateLimit, older', { ratelimit: 'limit=100, remaining=50, reset=5' }, [100, 50, inSeconds(5)]],
  [
    'RateLimit with RateLimit-Policy',
    { ratelimit: '"default";r=50;t=30', 'ratelimit-policy': '"default";q=100;w=60' },
    [100, 50, inSeconds(30)],
  ],
  [
    'several windows: the tightest',
    { ratelimit: '"burst";r=50;t=1, "day";r=0;t=30', 'ratelimit-policy': '"burst";q=60;w=1,"day";q=1000;w=86400' },
    [1000, 0, inSeconds(30)],
  ],
  [
    'X-RateLimit-Reset in epoch seconds',
    { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': `${epoch}` },
    [60, 0, inSeconds(60)],
  ],
  [
    '… in epoch milliseconds',
    { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': `${epoch * 1000}` },
    [null, 1, inSeconds(60)],
  ],
  ['… in seconds from now', { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': '1.5' }, [null, 1, inSeconds(1.5)]],
  ['… in ISO 8601', { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': inSeconds(9) }, [null, 1, inSeconds(9)]],
  [
    '… as an HTTP date',
    { 'x-ratelimit-remaining': '1', 'x-ratelimit-reset': new Date(now + 9000).toUTCString() },
    [null, 1, inSeconds(9)],
  ],
  [
    'X-RateLimit-Reset-After',
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset-after': '2.5' },
    [null, 0, inSeconds(2.5)],
  ],
  [
    'X-Rate-Limit-*',
    { 'x-rate-limit-limit': '600', 'x-rate-limit-remaining': '599', 'x-rate-limit-reset': `${epoch}` },
    [600, 599, inSeconds(60)],
  ],
  [
    'HubSpot',
    {
      'x-hubspot-ratelimit-max': '110',
      'x-hubspot-ratelimit-remaining': '0',
      'x-hubspot-ratelimit-interval-milliseconds': '10000',
      'x-hubspot-ratelimit-daily': '650000',
      'x-hubspot-ratelimit-daily-remaining': '649000',
    },
    [110, 0, inSeconds(10)],
  ],
  ['Shopify', { 'x-shopify-shop-api-call-limit': '32/40' }, [40, 8, inSeconds(0.5)]],
  ['Shopify, full', { 'x-shopify-shop-api-call-limit': '40/40' }, [40, 0, inSeconds(0.5)]],
];

test.each(cases)('%s', (_, headers, [limit, remaining, resetAt]) => {
  expect(readRateLimit(headers, now)?.rateLimit).toEqual({ limit, remaining, resetAt });
});

test('a reset that is a point in time is counted by the clock of the source', () => {
  const headers = {
    date: new Date(now + 3_600_000).toUTCString(),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': `${epoch + 3600}`,
  };
  expect(readRateLimit(headers, now)?.resetInMs).toBe(60_000);
});

test.each([{}, { 'x-ratelimit-remaining': 'many' }, { ratelimit: '' }, { 'x-shopify-shop-api-call-limit': 'x' }])(
  'nothing is made of %j',
  (headers) => {
    expect(readRateLimit(headers, now)?.rateLimit.remaining ?? null).toBeNull();
  },
);
