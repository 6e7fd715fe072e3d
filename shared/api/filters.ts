import * as z from 'zod';
import { entityActions, severities } from './entity.ts';
import { directions, outcomes, progresses, runTypes, triggers } from './run.ts';

/** ISO 8601 with `Z` or an offset; handed on in UTC. */
const instant = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-01-31T09:00:00Z' })
  .transform((text) => new Date(text).toISOString());

/** Query parameters of `GET /v1/runs`. */
export const runFilters = {
  integrationId: z.string().min(1).optional(),
  connector: z.string().min(1).optional(),
  direction: z.enum(directions).optional(),
  trigger: z.enum(triggers).optional(),
  progress: z.enum(progresses).optional(),
  severity: z.enum(severities).optional(),
  outcome: z.enum(outcomes).optional(),
  type: z.enum(runTypes).optional(),
  from: instant.optional().describe('runs started at this time or later'),
  to: instant.optional().describe('runs started before this time'),
};

const step = z.string().min(1).optional().describe('name of the stream');
const page = z.coerce.number().int().min(1).optional().describe('number of the page within its step; needs `step`');

/** Query parameters of `GET /v1/runs/{id}/pages`. */
export const pageFilters = { step };

/** Query parameters of `GET /v1/runs/{id}/entities`. */
export const entityFilters = {
  step,
  page,
  status: z.enum(severities).optional(),
  action: z.enum(entityActions).optional(),
  q: z.string().min(1).max(1000).optional().describe('an external id, or how a name begins'),
};

/** Query parameters of `GET /v1/runs/{id}/calls`. */
export const callFilters = { step, page };
