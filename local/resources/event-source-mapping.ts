import { GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { clientSettings } from '../emulators/client-settings.ts';
import { QueuePoller } from '../event-sources/queue-poller.ts';
import { physicalName } from '../template/physical-name.ts';
import { defineKind } from './resource-kind.ts';

const mappingSchema = z.object({
  EventSourceArn: z.string().regex(/^arn:[^:]+:sqs:/, 'the embedded runtime has queues as event sources only'),
  FunctionName: z.string(),
  BatchSize: z.number().default(10),
  MaximumBatchingWindowInSeconds: z.number().default(0),
  FunctionResponseTypes: z.array(z.string()).default([]),
  ScalingConfig: z.object({ MaximumConcurrency: z.number().optional() }).optional(),
  Enabled: z.boolean().default(true),
  FilterCriteria: z.undefined('the embedded runtime does not filter events').optional(),
});

/** Feeds a queue to a function, from the moment that everything is up. */
export const eventSourceMapping = defineKind(
  'AWS::Lambda::EventSourceMapping',
  mappingSchema,
  ({ logicalId, properties, world }) => {
    const { EventSourceArn: queueArn, FunctionName, BatchSize, Enabled } = properties;
    const lambda = world.functions.get(FunctionName, logicalId);
    const ref = physicalName(world.assembly.stackName, logicalId, 128);
    if (!Enabled) return { ref };
    const queueName = queueArn.split(':').at(-1) ?? '';
    const settings = {
      queueArn,
      lambda,
      batchSize: BatchSize,
      windowSeconds: properties.MaximumBatchingWindowInSeconds,
      reportsItemFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
      concurrency: Math.min(lambda.settings.concurrency, properties.ScalingConfig?.MaximumConcurrency ?? Infinity),
    };
    const activate = async () => {
      // Checksums of what never left the machine would cost more than the whole transport.
      const sqs = new SQSClient({ ...clientSettings(world.endpoints.sqs), md5: false });
      const { QueueUrl = '' } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }));
      const poller = new QueuePoller({ ...settings, queueUrl: QueueUrl }, sqs, world.log);
      poller.start();
      return async () => {
        await poller.stop();
        sqs.destroy();
      };
    };
    return { ref, activate };
  },
);
