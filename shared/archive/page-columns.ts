import type { RateLimit } from '../api/call.ts';
import type { TrailBlock } from '../trail/trail-block.ts';
import { type Column, integer, json, text, time } from './columns.ts';

type PageRow = TrailBlock['pages'][number];

export const pageColumns: readonly Column<PageRow>[] = [
  { element: integer('page', 'required'), valueOf: ({ page }) => page },
  { element: time('at'), valueOf: ({ at }) => new Date(at) },
  { element: text('method', 'nullable'), valueOf: ({ method }) => method },
  { element: text('url', 'nullable'), valueOf: ({ url }) => url },
  { element: integer('records', 'required'), valueOf: ({ records }) => records },
  { element: integer('calls', 'required'), valueOf: ({ calls }) => calls },
  { element: integer('retries', 'required'), valueOf: ({ retries }) => retries },
  { element: json('rate_limit'), valueOf: ({ rateLimit }) => rateLimit },
  { element: text('error', 'nullable'), valueOf: ({ error }) => error },
];

export const pageOfRow = (row: Record<string, unknown>): PageRow => ({
  page: row['page'] as number,
  at: (row['at'] as Date).toISOString(),
  method: row['method'] as string | null,
  url: row['url'] as string | null,
  records: row['records'] as number,
  calls: row['calls'] as number,
  retries: row['retries'] as number,
  rateLimit: row['rate_limit'] as RateLimit | null,
  error: row['error'] as string | null,
});
