import * as z from 'zod';
import { expiryDays } from '../env/expiry-days.ts';
import { orgAlertSettingsSchema, updateOrgAlertSettingsSchema } from './alert.ts';

/** DynamoDB stores a byte for ten times what S3 takes, and the archive is read just as well. */
export const mostHotDays = 30;
export const archiveDaysChoices: readonly number[] = expiryDays;

const hotDays = z.int(`must be a whole number of days from 1 to ${mostHotDays}`).min(1).max(mostHotDays);
const archiveDays = z
  .number()
  .refine((days) => archiveDaysChoices.includes(days), `must be one of ${expiryDays.join(', ')}`)
  .meta({ enum: expiryDays });

export const retentionSchema = z
  .object({
    hotDays: hotDays.describe('days from its start for which the log of a run is in the database'),
    archiveDays: archiveDays.describe(
      'days from its start for which it is kept at all, afterwards in the archive; at least `hotDays`',
    ),
  })
  .meta({ id: 'Retention' });

/** What applies to all integrations of an org. */
export const settingsSchema = z
  .object({ retention: retentionSchema, alerts: orgAlertSettingsSchema })
  .meta({ id: 'Settings' });

/** What `PATCH /v1/settings` takes; what is left out stays as it is. */
export const updateSettingsSchema = z
  .strictObject({
    retention: z.strictObject({ hotDays: hotDays.optional(), archiveDays: archiveDays.optional() }).optional(),
    alerts: updateOrgAlertSettingsSchema.optional(),
  })
  .meta({ id: 'UpdateSettings' });

export type ArchiveDays = (typeof expiryDays)[number];
export type Settings = z.infer<typeof settingsSchema>;
export type UpdateSettings = z.infer<typeof updateSettingsSchema>;
