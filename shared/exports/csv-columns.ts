import type { CallOfRun } from '../api/call.ts';
import type { Entity } from '../api/entity.ts';
import type { Page } from '../api/page.ts';
import type { Cell } from './csv.ts';

/** Columns by title, in their order. Programs may rely on both: a new column is added at the end. See docs/exports.md. */
export type Columns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

export const entityColumns: Columns<Entity> = {
  stream: ({ stream }) => stream,
  externalId: ({ externalId }) => externalId,
  internalId: ({ internalId }) => internalId,
  name: ({ name }) => name,
  action: ({ action }) => action,
  status: ({ status }) => status,
  code: ({ code }) => code,
  message: ({ message }) => message,
  at: ({ at }) => at,
  page: ({ page }) => page,
  sourceSystem: ({ source }) => source.system,
  sourceId: ({ source }) => source.id,
  targetSystem: ({ target }) => target.system,
  targetId: ({ target }) => target.id,
  changes: ({ changes }) => (changes ? JSON.stringify(changes) : null),
};

export const pageColumns: Columns<Page> = {
  stream: ({ stream }) => stream,
  page: ({ page }) => page,
  at: ({ at }) => at,
  method: ({ method }) => method,
  url: ({ url }) => url,
  records: ({ records }) => records,
  calls: ({ calls }) => calls,
  retries: ({ retries }) => retries,
  rateLimit: ({ rateLimit }) => rateLimit?.limit ?? null,
  rateLimitRemaining: ({ rateLimit }) => rateLimit?.remaining ?? null,
  rateLimitResetAt: ({ rateLimit }) => rateLimit?.resetAt ?? null,
  error: ({ error }) => error,
};

export const callColumns: Columns<CallOfRun> = {
  stream: ({ stream }) => stream,
  page: ({ page }) => page,
  at: ({ at }) => at,
  method: ({ method }) => method,
  url: ({ url }) => url,
  params: ({ params }) => JSON.stringify(params),
  status: ({ status }) => status,
  durationMs: ({ durationMs }) => durationMs,
  attempt: ({ attempt }) => attempt,
  rateLimit: ({ rateLimit }) => rateLimit?.limit ?? null,
  rateLimitRemaining: ({ rateLimit }) => rateLimit?.remaining ?? null,
  rateLimitResetAt: ({ rateLimit }) => rateLimit?.resetAt ?? null,
  error: ({ error }) => error,
  entity: ({ entity }) => entity ?? null,
};
