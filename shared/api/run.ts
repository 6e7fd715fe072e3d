import * as z from 'zod';
import { severities } from './severities.ts';

export const progresses = ['CREATED', 'PENDING', 'RUNNING', 'ABORTION_PENDING', 'ABORTED', 'FINISHED'] as const;
export const outcomes = ['SUCCESS', 'PARTIAL', 'FAILED'] as const;
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
    retryOf: z.string().nullable(),
    dryRun: z.boolean(),
    streams: z.array(z.string()),
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

/** What `POST /v1/integrations/{id}/runs` takes. */
export const startRunSchema = z
  .strictObject({
    type: z.enum(['full', 'update']).optional().describe('default: update where the stream offers it, else full'),
    streams: z.array(z.string()).min(1).optional().describe('default: all streams of the integration'),
  })
  .meta({ id: 'StartRun' });

export type Run = z.infer<typeof runSchema>;
export type Step = z.infer<typeof stepSchema>;
export type Counts = z.infer<typeof countsSchema>;
export type Proof = z.infer<typeof proofSchema>;
export type Progress = Run['progress'];
export type Outcome = NonNullable<Run['outcome']>;
export type StartRun = z.infer<typeof startRunSchema>;
