import * as z from 'zod';
import { entityActions, severities } from './entity.ts';
import { integrationStatuses } from './integration.ts';
import { changeActions } from './record.ts';
import { directions, outcomes, progresses, runActions, runTypes, triggers } from './run.ts';

/** ISO 8601 with `Z` or an offset; handed on in UTC. */
const instant = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-01-31T09:00:00Z' })
  .transform((text) => new Date(text).toISOString());

/** Query parameters of `GET /v1/integrations`. */
export const integrationFilters = {
  q: z.string().min(1).max(100).optional().describe('only those with this in their name, whatever its case'),
  status: z.enum(integrationStatuses).optional(),
  connector: z.string().min(1).optional(),
  direction: z.enum(directions).optional(),
};

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
  action: z.enum(runActions).optional().describe('default: syncs, tests of the connection and updates of the settings'),
  dryRun: z
    .stringbool({ truthy: ['true'], falsy: ['false'] })
    .default(false)
    .describe('true: dry runs, which are left out otherwise'),
  from: instant.optional().describe('runs started at this time or later'),
  to: instant.optional().describe('runs started before this time'),
};

/** Query parameters of `GET /v1/activity`. */
export const activityFilters = {
  from: instant.optional().describe('default: 24 hours before `to` by the hour, 30 days before it by the day'),
  to: instant.optional().describe('default: now'),
  by: z.enum(['hour', 'day']).default('hour').describe('up to a week by the hour, up to 31 days by the day; in UTC'),
  integrationId: z.string().min(1).optional(),
};

const step = z.string().min(1).optional().describe('name of the stream');
const page = z.coerce.number().int().min(1).optional().describe('number of the page within its step; needs `step`');

const externalId = z.string().min(1).max(10_000).optional();

/** Which records a search is for. Also of `GET /v1/runs`: only runs that touched them. */
export const searchedRecords = {
  externalId: externalId.describe('exactly this record'),
  q: z
    .string()
    .min(1, 'must not be empty')
    .max(1000, 'must have at most 1,000 characters')
    .optional()
    .describe('an external id, our own id of a record, or how a name begins, whatever the case'),
};

/** Narrows a list of a run to where some records are. */
const searchedInRun = {
  externalId: externalId.describe('only where this record is'),
  q: z.string().min(1).max(1000).optional().describe('only where records are with this id, or a name that begins so'),
};

/** Query parameters of `GET /v1/runs/{id}/pages`. */
export const pageFilters = { step, ...searchedInRun };

/** Query parameters of `GET /v1/runs/{id}/entities`. */
export const entityFilters = {
  step,
  page,
  status: z.enum(severities).optional(),
  action: z.enum(entityActions).optional(),
  from: instant.optional().describe('decided at this time or later'),
  to: instant.optional().describe('decided before this time'),
  ...searchedRecords,
};

/** Query parameters of `GET /v1/runs/{id}/calls`. */
export const callFilters = { step, page, ...searchedInRun };

/** Query parameters of `GET /v1/runs/{id}/steps`. */
export const stepFilters = searchedInRun;

/** Query parameters of `GET /v1/clusters`. */
export const clusterFilters = {
  integrationId: z.string().min(1),
  step,
  code: z.string().min(1).optional(),
  status: z.enum(severities).optional(),
  from: instant.optional().describe('runs that ended on the day of this time or later; days are UTC, and count whole'),
  to: instant.optional().describe('runs that ended on days that began before this time'),
};

/** Query parameters of `GET /v1/integrations/{id}/records` and `GET /v1/connectors/{type}/records`. */
export const recordFilters = {
  changedSince: instant.optional().describe('default: as long as the log is kept, at most 30 days'),
  runId: z.string().min(1).optional().describe('only what this run changed, where no later run has changed it again'),
  step,
  action: z.enum(changeActions).optional().describe('the latest change'),
};

/** Query parameters of `GET /v1/search`. */
export const searchFilters = {
  ...searchedRecords,
  integrationId: z.string().min(1).optional(),
  connector: z.string().min(1).optional(),
  direction: z.enum(directions).optional(),
  runId: z.string().min(1).optional(),
  step,
  action: z.enum(entityActions).optional().describe('only runs that did this with the record'),
  status: z.enum(severities).optional(),
  from: instant.optional().describe('runs started at this time or later'),
  to: instant.optional().describe('runs started before this time'),
};
