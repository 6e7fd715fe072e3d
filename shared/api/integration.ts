import * as z from 'zod';
import { alertSettingsSchema, quarantineSchema, updateAlertSettingsSchema } from './alert.ts';
import { callSchema } from './call.ts';
import { deletionGuardSchema } from './deletion.ts';
import { directions, runSchema } from './run.ts';
import { defaultRunnerWaitHours, runnerWaitHoursSchema, runsOnSchema } from './runner.ts';

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
    readsFrom: z.string().nullable().describe('outbound: the integration whose records are sent; else null'),
    status: z.enum(integrationStatuses),
    statusReason: z.string().nullable(),
    settings: z.record(z.string(), z.unknown()).describe('without the secret ones'),
    secrets: z.array(z.string()).describe('JSON pointers of the secret settings that are set'),
    streams: z.array(
      z.object({
        name: z.string(),
        modes: z.array(z.enum(['full', 'update'])),
        byId: z.boolean().describe('whether a run can be started for single records'),
        knownRecords: z.number().int().describe('records as last synced'),
        lastSyncedAt: z.iso.datetime().nullable(),
        nextSyncAt: z.iso.datetime().nullable().describe('when its schedule starts the next run of it'),
      }),
    ),
    paused: z.boolean().describe('whether its schedule is paused, so that nothing starts by itself'),
    activity: z.object({
      lastTriggeredAt: z.iso.datetime().nullable().describe('start of the last run, whoever started it'),
      lastScheduledAt: z.iso.datetime().nullable().describe('start of the last run that a schedule started'),
      lastCompletedAt: z.iso.datetime().nullable().describe('end of the last run that has ended'),
      lastSkipped: z
        .object({
          at: z.iso.datetime().describe('for when the run was planned'),
          reason: z.string(),
          runId: z.string().nullable().describe('its entry in the history, where it has one'),
        })
        .nullable()
        .describe('the last time that a run was due and was not started'),
    }),
    alerts: alertSettingsSchema,
    quarantine: quarantineSchema.nullable().describe('why its schedule does not start it'),
    deletionGuard: deletionGuardSchema.nullable().describe('when deletions wait for a yes; null: never'),
    runsOn: runsOnSchema.describe('where its source is read: `cloud`, or by runners, whose pool it names'),
    runnerWaitHours: runnerWaitHoursSchema.describe('how long a run waits while no runner of its pool is there'),
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
    direction: z.enum(directions).optional().describe('follows from the connector'),
    target: z.string().optional().describe('follows from the connector'),
    alerts: updateAlertSettingsSchema.optional(),
    deletionGuard: deletionGuardSchema.nullable().optional(),
    runsOn: runsOnSchema.optional().describe('default: `cloud`'),
    runnerWaitHours: runnerWaitHoursSchema.optional().describe(`default: ${defaultRunnerWaitHours}`),
  })
  .meta({ id: 'CreateIntegration' });

/** What `PATCH /v1/integrations/{id}` takes; secret settings that are left out stay as they are. */
export const updateIntegrationSchema = z
  .strictObject({
    name: name.optional(),
    settings: z.record(z.string(), z.unknown()).optional(),
    disabled: z.boolean().optional(),
    alerts: updateAlertSettingsSchema.optional(),
    deletionGuard: deletionGuardSchema.nullable().optional().describe('replaces the whole; null switches it off'),
    runsOn: runsOnSchema.optional(),
    runnerWaitHours: runnerWaitHoursSchema.optional(),
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
    runId: z
      .string()
      .nullable()
      .describe('its entry in the history; null where other settings than the stored ones were tried'),
  })
  .meta({ id: 'TestReport' });

export type Integration = z.infer<typeof integrationSchema>;
export type CreateIntegration = z.infer<typeof createIntegrationSchema>;
export type UpdateIntegration = z.infer<typeof updateIntegrationSchema>;
export type TestIntegration = z.infer<typeof testIntegrationSchema>;
export type TestReport = z.infer<typeof testReportSchema>;
