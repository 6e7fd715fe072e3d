import * as z from 'zod';
import { rateLimitSchema } from './call.ts';

/** One paginated response of the source. */
export const pageSchema = z
  .object({
    page: z.number().int().describe('1 for the first of its step'),
    stream: z.string(),
    at: z.iso.datetime(),
    method: z.string().nullable(),
    url: z.string().nullable(),
    records: z.number().int(),
    calls: z.number().int(),
    retries: z.number().int(),
    rateLimit: rateLimitSchema.nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'Page' });

export type Page = z.infer<typeof pageSchema>;
