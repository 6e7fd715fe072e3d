import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  paginateListSchedules,
  ResourceNotFoundException,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { writeDueRun } from '../schedules/due-run.ts';
import type { Scheduler, WantedSchedule } from '../schedules/scheduler.ts';

export interface ScheduleTarget {
  /** The group that holds all schedules. */
  readonly group: string;
  /** Where what is due is sent. */
  readonly queueUrl: string;
  /** Takes what could not be sent. */
  readonly deadLettersArn: string;
  /** As whom EventBridge sends. */
  readonly roleArn: string;
}

/** EventBridge puts the time for which it was planned in its place; see "Adding context attributes" in its guide. */
const scheduledTime = '<aws.scheduler.scheduled-time>';

/**
 * What is due goes to a queue, and not to a function, by SQS's own SendMessage: that alone can hold it back for some
 * seconds, and what a function fails on is tried again and kept only with a queue.
 */
export function schedulerSchedules(client: SchedulerClient, target: ScheduleTarget): Scheduler {
  const { group, queueUrl, deadLettersArn, roleArn } = target;
  return {
    // Without the host, which says nothing more about a queue and in the embedded runtime changes with every start.
    target: `${new URL(queueUrl).pathname} ${deadLettersArn} ${roleArn}`,

    async *names(prefix) {
      const pages = paginateListSchedules(
        { client },
        { GroupName: group, ...(prefix !== '' && { NamePrefix: prefix }) },
      );
      for await (const { Schedules = [] } of pages)
        for (const { Name } of Schedules) if (Name !== undefined) yield Name;
    },

    async create({ name, expression, timeZone, startAt, due, delaySeconds }: WantedSchedule) {
      const message = writeDueRun({ ...due, scheduledAt: scheduledTime });
      const create = new CreateScheduleCommand({
        GroupName: group,
        Name: name,
        Description: `When streams of integration ${due.integrationId} are due`,
        ScheduleExpression: expression,
        ScheduleExpressionTimezone: timeZone,
        ...(startAt !== null && { StartDate: new Date(startAt) }),
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: `arn:${deadLettersArn.split(':')[1]}:scheduler:::aws-sdk:sqs:sendMessage`,
          RoleArn: roleArn,
          Input: JSON.stringify({ QueueUrl: queueUrl, MessageBody: message, DelaySeconds: delaySeconds }),
          // Of what could not be sent for an hour, the integration is told instead.
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 185 },
          DeadLetterConfig: { Arn: deadLettersArn },
        },
      });
      await client.send(create).catch((error: unknown) => {
        if (!(error instanceof ConflictException)) throw error;
      });
    },

    async remove(name) {
      await client.send(new DeleteScheduleCommand({ GroupName: group, Name: name })).catch((error: unknown) => {
        if (!(error instanceof ResourceNotFoundException)) throw error;
      });
    },
  };
}
