import * as z from 'zod';
import { runSchema } from './run.ts';

/** As many as a person can tell apart at a glance. */
export const recentRuns = 30;

const count = z.number().int().nonnegative();

const rateSchema = z.object({
  total: count,
  failed: count,
  rate: z.number().min(0).max(1).nullable().describe('the share that failed; null where there was none at all'),
  threshold: z.number().nullable().describe('the share from which on it is an alert; null: never'),
  minimum: count.describe('fewer than these make no alert, whatever the share'),
  isTooHigh: z.boolean(),
});

/** How an integration does, in figures that are kept as its runs end: told without reading any log. */
export const integrationHealthSchema = z
  .object({
    integrationId: z.string(),
    recentRuns: z
      .array(
        runSchema.pick({
          runId: true,
          type: true,
          startedAt: true,
          endedAt: true,
          durationMs: true,
          progress: true,
          severity: true,
          outcome: true,
          message: true,
        }),
      )
      .describe(`the last ${recentRuns} syncs, newest first; dry runs are none`),
    errorRates: z.object({
      windowHours: z.int().describe('hours that are looked at, the current one included'),
      records: rateSchema,
      runs: rateSchema,
    }),
  })
  .meta({ id: 'IntegrationHealth' });

export type IntegrationHealth = z.infer<typeof integrationHealthSchema>;
export type ErrorRates = IntegrationHealth['errorRates'];
