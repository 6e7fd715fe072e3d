import * as z from 'zod';

export const rateUnits = ['minutes', 'hours', 'days'] as const;

/** A year, in minutes: what is to run more seldom is better started by hand. */
const mostMinutes = 366 * 24 * 60;
const minutesOf = { minutes: 1, hours: 60, days: 1440 } as const;

const rateSchema = z
  .strictObject({
    kind: z.literal('rate'),
    every: z.int().min(1),
    unit: z.enum(rateUnits),
  })
  .refine(({ every, unit }) => every * minutesOf[unit] <= mostMinutes, {
    path: ['every'],
    error: 'must come to a year at most',
  });

const cronSchema = z.strictObject({
  kind: z.literal('cron'),
  expression: z
    .string()
    .max(200)
    .describe('five fields: minute, hour, day of month, month, day of week, in the time zone of the schedule'),
});

/** How often a stream is synced by itself. */
export const rhythmSchema = z
  .discriminatedUnion('kind', [rateSchema, cronSchema, z.strictObject({ kind: z.literal('none') })])
  .meta({ id: 'Rhythm' });

const nextTimes = z.array(z.iso.datetime());

/** When an integration starts by itself. */
export const scheduleSchema = z
  .object({
    paused: z.boolean().describe('nothing starts by itself until it is resumed'),
    timeZone: z.string().describe('IANA name, for cron expressions'),
    streams: z.array(
      z.object({
        name: z.string(),
        rhythm: rhythmSchema,
        isDefault: z.boolean().describe("the connector's, because nothing else was configured"),
      }),
    ),
    groups: z
      .array(
        z.object({
          streams: z.array(z.string()),
          rhythm: rhythmSchema,
          next: nextTimes.describe('the next five starts; none while it is paused or the integration is not active'),
        }),
      )
      .describe('streams with the same rhythm, which one run syncs together'),
  })
  .meta({ id: 'Schedule' });

/** What `PATCH /v1/integrations/{id}/schedule` takes: what is left out stays as it is. */
export const updateScheduleSchema = z
  .strictObject({
    paused: z.boolean().optional(),
    timeZone: z.string().max(50).optional(),
    streams: z
      .record(z.string(), rhythmSchema.nullable())
      .optional()
      .describe("by name of the stream; null for the connector's own rhythm"),
  })
  .meta({ id: 'UpdateSchedule' });

/** A run that a schedule is going to start. */
export const upcomingRunSchema = z
  .object({
    at: z.iso.datetime(),
    integrationId: z.string(),
    integrationName: z.string(),
    streams: z.array(z.string()),
  })
  .meta({ id: 'UpcomingRun' });

export type Rhythm = z.infer<typeof rhythmSchema>;
export type Schedule = z.infer<typeof scheduleSchema>;
export type UpdateSchedule = z.infer<typeof updateScheduleSchema>;
export type UpcomingRun = z.infer<typeof upcomingRunSchema>;
