import * as z from 'zod';
import { fieldChangeSchema } from './entity.ts';
import { severities } from './severities.ts';

export const progresses = ['CREATED', 'PENDING', 'RUNNING', 'ABORTION_PENDING', 'ABORTED', 'FINISHED'] as const;
/** `SKIPPED`: a schedule was due while a run of the same streams was going, so nothing was started. */
export const outcomes = ['SUCCESS', 'PARTIAL', 'FAILED', 'SKIPPED'] as const;
export const triggers = ['SCHEDULED', 'MANUAL', 'API', 'SOURCE_CHANGE', 'TARGET_CHANGE', 'RETRY'] as const;
export const runTypes = ['full', 'update', 'background'] as const;
export const runActions = ['sync', 'test', 'update'] as const;
export const directions = ['inbound', 'outbound'] as const;
export const stages = ['Started', 'In progress', 'Completed', 'Failed'] as const;

const count = z.number().int().nonnegative();

export const countsSchema = z.object({
  pulled: count,
  created: count,
  updated: count,
  deleted: count,
  staged: count.describe('deletions that wait for approval; none of them is in `deleted`'),
  unchanged: count,
  skipped: count,
  failed: count,
  warnings: count,
  errors: count,
  signals: count.describe('created + updated + deleted'),
});

/** R12: the two equations that a successful run must satisfy, for one stream. */
export const proofSchema = z.object({
  complete: z.boolean(),
  pulled: count,
  accounted: count.describe('created + updated + unchanged + skipped + failed'),
  deletionsChecked: z.boolean(),
  unseen: count.nullable().describe('known records that a full run did not see; null where it was not checked'),
  deleted: count,
  staged: count.describe('deletions that wait for approval'),
  missing: z.array(z.string()).describe('what is not accounted for, for a person; empty when complete'),
});

export const stepSchema = z
  .object({
    stream: z.string(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    progress: z.enum(progresses),
    severity: z.enum(severities),
    percentage: z.number().int().min(0).max(100),
    counts: countsSchema,
    chunks: z.object({ total: count, passed: count, failed: count }),
    pages: count,
    rateLimited: z.boolean().describe('the source answered 429, or said to slow down'),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    proof: proofSchema.nullable().describe('null until the step is closed'),
  })
  .meta({ id: 'Step' });

export const runSchema = z
  .object({
    runId: z.string(),
    integrationId: z.string(),
    integrationName: z.string(),
    connector: z.string(),
    direction: z.enum(directions),
    action: z.enum(runActions),
    type: z.enum(runTypes),
    trigger: z.enum(triggers),
    triggerName: z
      .string()
      .describe('who told of a change: `HTTP_CHANGES` the source, `SYNCLINE_CHANGES` our side; else as `trigger`'),
    startedBy: z.string().describe("the user's e-mail or name, or `system`"),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    durationMs: z.number().int().nullable(),
    progress: z.enum(progresses),
    stage: z.enum(stages),
    percentage: z.number().int().min(0).max(100),
    severity: z.enum(severities),
    outcome: z.enum(outcomes).nullable().describe('null while running'),
    statusCode: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
    message: z.string(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    retryOf: z.string().nullable().describe('the run that this one does again, all of it or what failed'),
    dryRun: z.boolean().describe('everything was decided and logged, and nothing was written'),
    cancelledBy: z.string().nullable().describe('who asked for it to be cancelled'),
    changes: z
      .array(fieldChangeSchema)
      .nullable()
      .describe('action `update`: what was changed of the integration; of secrets only that they were. Else null'),
    streams: z.array(z.string()),
    record: z
      .object({ stream: z.string(), externalId: z.string() })
      .nullable()
      .describe('R8: the one record that the run is for, which is not a task then but the log entry of that record'),
    chunks: z.object({ total: count, passed: count, failed: count }),
    counts: countsSchema,
    kinds: z.record(z.string(), count).describe('records pulled, by stream'),
    failures: z.record(z.string(), count).describe('failed records, by stream; streams without any are absent'),
    proof: z
      .array(proofSchema.extend({ stream: z.string() }))
      .nullable()
      .describe('null until the run is closed'),
  })
  .meta({ id: 'Run' });

/** A run for more records than this is a run for all; together with the next limit, their list fits into one item. */
export const mostIds = 1_000;
export const mostCharactersOfIds = 100_000;

const idsOfRun = z
  .array(z.string().min(1))
  .min(1)
  .max(mostIds)
  .refine((ids) => ids.reduce((sum, id) => sum + id.length, 0) <= mostCharactersOfIds, {
    error: `the ids must have at most ${mostCharactersOfIds} characters together`,
  });

/** What `POST /v1/integrations/{id}/runs` takes. */
export const startRunSchema = z
  .strictObject({
    type: z.enum(['full', 'update']).optional().describe('default: update where the stream offers it, else full'),
    streams: z.array(z.string()).min(1).optional().describe('default: all streams of the integration'),
    ids: idsOfRun
      .optional()
      .describe('only these records of the one stream in `streams`; the run is of type background'),
    dryRun: z.boolean().optional().describe('decide and log everything, write nothing'),
  })
  .refine(({ ids, streams }) => ids === undefined || streams?.length === 1, {
    path: ['streams'],
    error: 'ids are those of one stream: give its name, and no other',
  })
  .refine(({ ids, type }) => ids === undefined || type === undefined, {
    path: ['type'],
    error: 'a run for some ids has no type: leave it out',
  })
  .meta({ id: 'StartRun' });

/** What `POST /v1/runs/{id}/retrigger` takes, if anything. */
export const retriggerRunSchema = z
  .strictObject({
    scope: z
      .enum(['all', 'failed'])
      .default('all')
      .describe('`all`: the same streams in the same way; `failed`: only the records that failed'),
  })
  .meta({ id: 'RetriggerRun' });

export type Run = z.infer<typeof runSchema>;
export type Step = z.infer<typeof stepSchema>;
export type Counts = z.infer<typeof countsSchema>;
export type Proof = z.infer<typeof proofSchema>;
export type Progress = Run['progress'];
export type Outcome = NonNullable<Run['outcome']>;
export type StartRun = z.infer<typeof startRunSchema>;
export type RetriggerRun = z.infer<typeof retriggerRunSchema>;
