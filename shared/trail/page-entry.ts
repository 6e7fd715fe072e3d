import type { Call } from '../api/call.ts';
import type { Page } from '../api/page.ts';

interface SourcePageFacts {
  readonly page: number;
  readonly records: number;
  readonly at: string;
  readonly calls: readonly Omit<Call, 'page'>[];
  readonly error: string | null;
}

/** What the trail says of one page: where it came from by its last call, and what it took by all of them. */
export function pageOf({ page, records, at, calls, error }: SourcePageFacts): Omit<Page, 'stream'> {
  const last = calls.at(-1);
  return {
    page,
    at: calls[0]?.at ?? at,
    method: last?.method ?? null,
    url: last?.url ?? null,
    records,
    calls: calls.length,
    retries: calls.filter(({ attempt }) => attempt > 1).length,
    rateLimit: last?.rateLimit ?? null,
    error,
  };
}

/** The source said, in a status or a header, that it had had enough. */
export const isRateLimited = ({ status, rateLimit }: Pick<Call, 'status' | 'rateLimit'>): boolean =>
  status === 429 || rateLimit?.remaining === 0;
