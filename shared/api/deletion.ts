import * as z from 'zod';

export const deletionStates = ['PENDING', 'APPROVED', 'REJECTED', 'EXPIRED', 'SUPERSEDED'] as const;

/** What a later run has seen is kept for seven days, and an approval must not delete what was seen again. */
const mostDaysToDecide = 7;

const percent = z.number().min(0).max(100).describe('of the known records of the stream');
const count = z.int().min(0);

const limitsSchema = z.strictObject({ percent, count });

/** When the deletions that a full run finds are staged: more than `percent` and more than `count` of them. */
export const deletionGuardSchema = z
  .strictObject({
    percent: percent.default(20),
    count: count.default(50),
    expiresAfterDays: z.int().min(1).max(mostDaysToDecide).default(7).describe('how long an answer is waited for'),
    streams: z
      .record(z.string(), limitsSchema.nullable())
      .default({})
      .describe('other limits for some streams, by name; null: never staged'),
  })
  .meta({ id: 'DeletionGuard' });

/** Deletions of one stream that a full run found and did not carry out. */
export const stagedDeletionsSchema = z
  .object({
    runId: z.string().describe('the run that found them; its entities with the code `deletion_staged` are the records'),
    integrationId: z.string(),
    integrationName: z.string(),
    stream: z.string(),
    count: z.int(),
    known: z.int().describe('records that were known of the stream by then'),
    pulled: z.int().describe('records that the source gave in that run'),
    stagedAt: z.iso.datetime(),
    decideBy: z.iso.datetime().describe('nothing is deleted without an answer by then'),
    state: z.enum(deletionStates),
    decidedBy: z.string().nullable().describe('a user, or `system`'),
    decidedAt: z.iso.datetime().nullable(),
    reason: z.string().nullable().describe('why it was decided so'),
    deletionRunId: z.string().nullable().describe('the run that carries them out, once they are approved'),
  })
  .meta({ id: 'StagedDeletions' });

/** What `POST …/approve` and `POST …/reject` take, if anything. */
export const decideDeletionsSchema = z
  .strictObject({ reason: z.string().trim().min(1).max(1000).optional() })
  .meta({ id: 'DecideDeletions' });

/** Query parameters of `GET /v1/deletions`. */
export const deletionFilters = {
  integrationId: z.string().min(1).optional(),
  state: z.enum(deletionStates).optional(),
};

export type DeletionState = (typeof deletionStates)[number];
export type DeletionGuard = z.infer<typeof deletionGuardSchema>;
export type DeletionLimits = z.infer<typeof limitsSchema>;
export type StagedDeletions = z.infer<typeof stagedDeletionsSchema>;
