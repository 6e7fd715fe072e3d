import type { Query } from '../../api/request.ts';

/** The times that the overview can look back on; the key stands in the address. */
export const ranges = {
  '24h': { text: 'Last 24 hours', by: 'hour', days: 1 },
  '7d': { text: 'Last 7 days', by: 'day', days: 7 },
  '30d': { text: 'Last 30 days', by: 'day', days: 30 },
} as const;
export type Range = keyof typeof ranges;

export const rangeOf = (last: string | null): Range => (last !== null && last in ranges ? (last as Range) : '24h');

/** What the API is asked for: whole hours, or whole days in UTC with today as the last of them. */
export function activityQuery(range: Range, now: number): Query {
  const { by, days } = ranges[range];
  if (by === 'hour') return { by };
  const today = new Date(now).toISOString().slice(0, 10);
  return { by, from: new Date(Date.parse(today) - (days - 1) * 86_400_000).toISOString() };
}
