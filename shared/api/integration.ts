import * as z from 'zod';
import { callSchema } from './call.ts';
import { directions, runSchema } from './run.ts';

export const integrationStatuses = ['ACTIVE', 'ERROR', 'DISABLED'] as const;

const name = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]*$/u, 'letters, digits, space, . _ -');

/** One configured account of a connector. Secret settings are listed by path, never returned. */
export const integrationSchema = z
  .object({
    integrationId: z.string(),
    name,
    connector: z.string(),
    direction: z.enum(directions),
    target: z.string().describe('`records`, or the name of a connector that writes'),
    status: z.enum(integrationStatuses),
    statusReason: z.string().nullable(),
    settings: z.record(z.string(), z.unknown()).describe('without the secret ones'),
    secrets: z.array(z.string()).describe('JSON pointers of the secret settings that are set'),
    streams: z.array(
      z.object({
        name: z.string(),
        modes: z.array(z.enum(['full', 'update'])),
        knownRecords: z.number().int().describe('records as last synced'),
        lastSyncedAt: z.iso.datetime().nullable(),
      }),
    ),
    activity: z.object({
      lastTriggeredAt: z.iso.datetime().nullable().describe('start of the last run, whoever started it'),
      lastScheduledAt: z.iso.datetime().nullable().describe('start of the last run that a schedule started'),
      lastCompletedAt: z.iso.datetime().nullable().describe('end of the last run that has ended'),
    }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    lastRun: runSchema
      .pick({ runId: true, startedAt: true, endedAt: true, progress: true, severity: true, outcome: true })
      .nullable(),
  })
  .meta({ id: 'Integration' });

/** What `POST /v1/integrations` takes. */
export const createIntegrationSchema = z
  .strictObject({
    name,
    connector: z.string(),
    settings: z.record(z.string(), z.unknown()),
    direction: z.enum(['inbound']).default('inbound'),
    target: z.enum(['records']).default('records'),
  })
  .meta({ id: 'CreateIntegration' });

/** What `PATCH /v1/integrations/{id}` takes; secret settings that are left out stay as they are. */
export const updateIntegrationSchema = z
  .strictObject({
    name: name.optional(),
    settings: z.record(z.string(), z.unknown()).optional(),
    disabled: z.boolean().optional(),
  })
  .meta({ id: 'UpdateIntegration' });

/** What `POST /v1/integrations/{id}/test` takes, if anything: the settings as they would be sent to PATCH. */
export const testIntegrationSchema = z
  .strictObject({
    settings: z.record(z.string(), z.unknown()).optional().describe('default: the stored ones'),
  })
  .meta({ id: 'TestIntegration' });

export const testReportSchema = z
  .object({
    ok: z.boolean(),
    message: z.string().describe('what was reached, or what is wrong and what to do about it'),
    durationMs: z.number().int(),
    calls: z.array(callSchema),
  })
  .meta({ id: 'TestReport' });

export type Integration = z.infer<typeof integrationSchema>;
export type CreateIntegration = z.infer<typeof createIntegrationSchema>;
export type UpdateIntegration = z.infer<typeof updateIntegrationSchema>;
export type TestIntegration = z.infer<typeof testIntegrationSchema>;
export type TestReport = z.infer<typeof testReportSchema>;
