import type { Call, RateLimit } from '../api/call.ts';
import { type Column, integer, json, text, time } from './columns.ts';

export const callColumns: readonly Column<Call>[] = [
  { element: text('method', 'required'), valueOf: ({ method }) => method },
  { element: text('url', 'required'), valueOf: ({ url }) => url },
  { element: json('params'), valueOf: ({ params }) => params },
  { element: integer('status', 'nullable'), valueOf: ({ status }) => status },
  { element: integer('duration_ms', 'required'), valueOf: ({ durationMs }) => durationMs },
  { element: integer('attempt', 'required'), valueOf: ({ attempt }) => attempt },
  { element: time('at'), valueOf: ({ at }) => new Date(at) },
  { element: integer('page', 'nullable'), valueOf: ({ page }) => page },
  { element: text('error', 'nullable'), valueOf: ({ error }) => error },
  { element: json('rate_limit'), valueOf: ({ rateLimit }) => rateLimit },
  { element: text('entity', 'nullable'), valueOf: ({ entity }) => entity ?? null },
];

export const callOfRow = (row: Record<string, unknown>): Call => ({
  method: row['method'] as string,
  url: row['url'] as string,
  params: row['params'] as Record<string, string>,
  status: row['status'] as number | null,
  durationMs: row['duration_ms'] as number,
  attempt: row['attempt'] as number,
  at: (row['at'] as Date).toISOString(),
  page: row['page'] as number | null,
  // Files that were written before there were targets have no such column.
  ...(typeof row['entity'] === 'string' && { entity: row['entity'] }),
  error: row['error'] as string | null,
  rateLimit: row['rate_limit'] as RateLimit | null,
});
