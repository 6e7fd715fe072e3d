import * as z from 'zod';

export const alertKinds = ['error-rate', 'stale', 'volume', 'quarantine', 'pending-deletions'] as const;
export const alertStates = ['OK', 'PENDING', 'RAISED'] as const;
export const alertChannels = ['email', 'webhook', 'event'] as const;

/** More are a list that somebody else should keep; SES takes 50. */
const mostEmails = 20;
/** As long as the log of a run is kept at most by default. */
const mostHours = 720;

const emails = z.array(z.email('must be an e-mail address')).max(mostEmails).describe('who is written to');

const rate = z.number().gt(0).max(1);

const errorRateShape = {
  records: rate.nullable().describe('share of failed records from which on to alert; null: never'),
  runs: rate.nullable().describe('share of failed runs from which on to alert; null: never'),
  windowHours: z.int().min(1).max(mostHours).describe('hours that are looked at, the current one included'),
  minimumRecords: z.int().min(1).describe('fewer records within the window make no rate'),
  minimumRuns: z.int().min(1).describe('fewer runs within the window make no rate'),
};

const staleness = z
  .union([z.literal('auto'), z.number().gt(0).max(8760)])
  .nullable()
  .describe('hours without a successful run; auto: twice the longest rhythm of the schedule, at least 24; null: never');

/** What an integration is watched for, and who hears of it. */
export const alertSettingsSchema = z
  .object({
    enabled: z.boolean(),
    emails: emails.describe('who is written to; empty: those of the settings of the org'),
    webhook: z.string().nullable().describe('where alerts are posted to; its path is secret and not shown'),
    errorRate: z.object(errorRateShape),
    stalenessHours: staleness,
    volume: z.boolean().describe('whether a full run far outside of what earlier ones pulled is an alert'),
  })
  .meta({ id: 'AlertSettings' });

/** What is left out stays as it is. */
export const updateAlertSettingsSchema = z
  .strictObject({
    enabled: z.boolean().optional(),
    emails: emails.optional().describe('empty: those of the settings of the org'),
    webhookUrl: z
      .url({ protocol: /^https?$/, error: 'must be an http or https address' })
      .max(2000)
      .nullable()
      .optional()
      .describe('takes a POST with a body that Slack understands; null removes it'),
    errorRate: z.strictObject(errorRateShape).partial().optional(),
    stalenessHours: staleness.optional(),
    volume: z.boolean().optional(),
  })
  .meta({ id: 'UpdateAlertSettings' });

/** What applies to integrations that name nobody. */
export const orgAlertSettingsSchema = z.object({ emails });
export const updateOrgAlertSettingsSchema = z.strictObject({ emails: emails.optional() });

/** One condition of one integration: how it stands, since when, and who was told. */
export const alertSchema = z
  .object({
    alertId: z.string().describe('of the episode: the same from its beginning to its end'),
    integrationId: z.string(),
    integrationName: z.string(),
    kind: z.enum(alertKinds),
    state: z.enum(alertStates).describe('PENDING: true for less than five minutes; nobody has been told'),
    since: z.iso.datetime().describe('since when it is in this state'),
    raisedAt: z.iso.datetime().nullable(),
    clearSince: z.iso.datetime().nullable().describe('no longer true since then, but not for long enough to be over'),
    resolvedAt: z.iso.datetime().nullable(),
    summary: z.string().describe('what is the case, for a person'),
    advice: z.string().describe('what to do about it'),
    numbers: z.record(z.string(), z.union([z.number(), z.string()])).describe('what was compared'),
    notify: z.enum(['raised', 'resolved']).nullable().describe('what still has to be told'),
    notified: z.array(z.enum(alertChannels)).describe('through what the last of it was told'),
    notifiedAt: z.iso.datetime().nullable(),
    undelivered: z.array(z.object({ channel: z.enum(alertChannels), reason: z.string() })),
  })
  .meta({ id: 'Alert' });

/** What came of a test notification. */
export const testAlertSchema = z
  .object({
    notified: z.array(z.enum(alertChannels)),
    undelivered: z.array(z.object({ channel: z.enum(alertChannels), reason: z.string() })),
  })
  .meta({ id: 'TestAlert' });

/** Why an integration is not started by its schedule, until when, and what ends it. */
export const quarantineSchema = z
  .object({
    since: z.iso.datetime(),
    until: z.iso.datetime().nullable().describe('null: it is switched off for good'),
    failures: z.int().describe('runs that failed in a row'),
    reason: z.string(),
    wayOut: z.string(),
  })
  .meta({ id: 'Quarantine' });

export type Alert = z.infer<typeof alertSchema>;
export type AlertKind = Alert['kind'];
export type AlertState = Alert['state'];
export type AlertChannel = (typeof alertChannels)[number];
export type AlertSettings = z.infer<typeof alertSettingsSchema>;
export type UpdateAlertSettings = z.infer<typeof updateAlertSettingsSchema>;
export type TestAlert = z.infer<typeof testAlertSchema>;
export type QuarantineInfo = z.infer<typeof quarantineSchema>;
