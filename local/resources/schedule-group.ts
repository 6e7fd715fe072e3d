import { ConflictException, CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { arn } from '../account.ts';
import { clientSettings } from '../emulators/client-settings.ts';
import { deliverWith } from '../scheduler/targets.ts';
import { physicalName } from '../template/physical-name.ts';
import type { World } from '../world.ts';
import { type Deactivate, defineKind } from './resource-kind.ts';

/**
 * A group of schedules, which the product fills through the SDK. What an earlier start has put into it falls due from
 * the moment that everything is up.
 */
export const scheduleGroup = defineKind(
  'AWS::Scheduler::ScheduleGroup',
  z.object({ Name: z.string().optional() }),
  async ({ logicalId, properties, world }) => {
    const name = properties.Name ?? physicalName(world.assembly.stackName, logicalId, 64);
    const scheduler = new SchedulerClient(clientSettings(world.endpoints.scheduler));
    try {
      await scheduler.send(new CreateScheduleGroupCommand({ Name: name }));
    } catch (thrown) {
      if (!(thrown instanceof ConflictException)) throw thrown;
    } finally {
      scheduler.destroy();
    }
    const created = { ref: name, attributes: { Arn: arn('scheduler', `schedule-group/${name}`) } };
    return world.endpoints.scheduler.embedded ? { ...created, activate: () => startSchedules(world) } : created;
  },
);

function startSchedules({ endpoints, functions, limits, scheduler, signal }: World): Deactivate {
  const sqs = new SQSClient(clientSettings(endpoints.sqs));
  scheduler.start(
    deliverWith({
      findFunction: (functionArn) => functions.find(functionArn),
      retryDelaysSeconds: limits.asyncRetryDelaysSeconds,
      signal,
      sqs,
      sqsUrl: endpoints.sqs.url,
    }),
  );
  return () => {
    scheduler.stop();
    sqs.destroy();
  };
}
