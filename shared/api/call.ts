import * as z from 'zod';

export const rateLimitSchema = z.object({
  limit: z.number().nullable(),
  remaining: z.number().nullable(),
  resetAt: z.iso.datetime().nullable(),
});

/** One HTTP request that was made, one attempt each. Secrets are already out of every field. */
export const callSchema = z
  .object({
    method: z.string(),
    url: z.string().describe('without the query string; see params'),
    params: z.record(z.string(), z.string()).describe('query parameters'),
    status: z.number().int().nullable().describe('HTTP status; null where no response came'),
    durationMs: z.number().int(),
    attempt: z.number().int().describe('1 for the first try'),
    at: z.iso.datetime(),
    page: z.number().int().nullable().describe('number of the page within its step'),
    entity: z.string().optional().describe('external id of the record that it wrote to a target; absent where it read'),
    error: z.string().nullable(),
    rateLimit: rateLimitSchema.nullable(),
  })
  .meta({ id: 'Call' });

/** A call of a run. Pages are numbered within their step, so that it says which one. */
export const callOfRunSchema = callSchema
  .extend({ stream: z.string().describe('the step that made it') })
  .meta({ id: 'CallOfRun' });

export type CallOfRun = z.infer<typeof callOfRunSchema>;
export type Call = z.infer<typeof callSchema>;
export type RateLimit = z.infer<typeof rateLimitSchema>;
