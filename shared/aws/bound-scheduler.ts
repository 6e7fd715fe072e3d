import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { environment } from './environment.ts';
import { once } from './once.ts';
import { schedulerSchedules } from './scheduler-schedules.ts';

/** The schedules of all integrations, where the function's environment says they are. */
export const scheduler = once(() =>
  schedulerSchedules(new SchedulerClient({}), {
    group: environment('scheduleGroup'),
    queueUrl: environment('scheduledRunsQueueUrl'),
    deadLettersArn: environment('scheduleDeadLettersArn'),
    roleArn: environment('schedulerRoleArn'),
  }),
);
