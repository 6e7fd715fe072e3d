import * as z from 'zod';

const count = z.int().nonnegative();

/** What came of syncs in earnest: tests, updates of settings and dry runs are not among them. */
export const activityCountsSchema = z.object({
  runs: count.describe('that came to their own end; those cancelled, and those left out as one was going, are not'),
  partialRuns: count,
  failedRuns: count.describe('of which nothing came'),
  abortedRuns: count.describe('cancelled or stopped; what they did is in none of the other counts'),
  durationMs: count.describe('of `runs`, together'),
  records: count.describe('that something was decided for, deletions among them'),
  created: count,
  updated: count,
  deleted: count,
  unchanged: count,
  skipped: count,
  failedRecords: count,
});

const activityBucketSchema = activityCountsSchema.extend({
  at: z.iso.datetime().describe('when the hour, or the day in UTC, begins'),
});

const integrationActivitySchema = activityCountsSchema.extend({
  integrationId: z.string(),
  integrationName: z.string().describe('as of its last run'),
  connector: z.string(),
});

/** What came of runs over time, and for each integration; runs count when they end. */
export const activitySchema = z
  .object({
    from: z.iso.datetime().describe('begin of the first bucket'),
    to: z.iso.datetime().describe('end of the last bucket'),
    by: z.enum(['hour', 'day']),
    total: activityCountsSchema,
    buckets: z.array(activityBucketSchema).describe('oldest first; those without a run too'),
    integrations: z.array(integrationActivitySchema).describe('those that had a run, by name'),
  })
  .meta({ id: 'Activity' });

export type ActivityCounts = z.infer<typeof activityCountsSchema>;
export type ActivityBucket = z.infer<typeof activityBucketSchema>;
export type IntegrationActivity = z.infer<typeof integrationActivitySchema>;
export type Activity = z.infer<typeof activitySchema>;
