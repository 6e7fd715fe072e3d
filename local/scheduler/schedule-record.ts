import * as z from 'zod';
import { arn } from '../account.ts';

export const defaultGroup = 'default';

/** Names of schedules and groups, as AWS takes them. */
export const nameSchema = z.string().regex(/^[0-9a-zA-Z-_.]{1,64}$/, 'letters, digits and - _ . , at most 64');

/** Epoch seconds, as AWS's protocol has times. */
const time = z.number();

/**
 * What CreateSchedule and UpdateSchedule take, as far as it has an effect here. The retry policy and the dead-letter
 * queue are kept and given back, but never needed: no network is in between.
 */
export const scheduleSettingsSchema = z.object({
  ScheduleExpression: z.string().max(256),
  ScheduleExpressionTimezone: z.string().max(50).default('UTC'),
  StartDate: time.optional(),
  EndDate: time.optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Description: z.string().max(512).optional(),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  FlexibleTimeWindow: z.object({
    Mode: z.literal('OFF', 'the embedded runtime starts on time; FlexibleTimeWindow must be OFF'),
  }),
  Target: z.object({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().optional(),
    RetryPolicy: z
      .object({ MaximumRetryAttempts: z.number().optional(), MaximumEventAgeInSeconds: z.number().optional() })
      .optional(),
    DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  }),
});

export type ScheduleSettings = z.infer<typeof scheduleSettingsSchema>;

/** A schedule as it is kept. */
export const scheduleRecordSchema = z.object({
  name: nameSchema,
  group: nameSchema,
  settings: scheduleSettingsSchema,
  /** Epoch milliseconds. */
  createdAt: z.number(),
  modifiedAt: z.number(),
});

export type ScheduleRecord = z.infer<typeof scheduleRecordSchema>;

export const groupRecordSchema = z.object({ name: nameSchema, createdAt: z.number() });

export type GroupRecord = z.infer<typeof groupRecordSchema>;

export const scheduleArn = ({ group, name }: Pick<ScheduleRecord, 'group' | 'name'>): string =>
  arn('scheduler', `schedule/${group}/${name}`);

export const groupArn = (name: string): string => arn('scheduler', `schedule-group/${name}`);
