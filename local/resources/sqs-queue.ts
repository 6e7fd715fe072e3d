import { CreateQueueCommand, type QueueAttributeName, SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { account, arn } from '../account.ts';
import { clientSettings } from '../emulators/client-settings.ts';
import { physicalName } from '../template/physical-name.ts';
import { defineKind } from './resource-kind.ts';

const queueSchema = z.object({
  QueueName: z.string().optional(),
  VisibilityTimeout: z.number().optional(),
  DelaySeconds: z.number().optional(),
  MessageRetentionPeriod: z.number().optional(),
  MaximumMessageSize: z.number().optional(),
  ReceiveMessageWaitTimeSeconds: z.number().optional(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }).optional(),
  FifoQueue: z.boolean().optional(),
  ContentBasedDeduplication: z.boolean().optional(),
});

/** A queue, in memory. Its dead-letter queue has been created before, since RedrivePolicy refers to it. */
export const sqsQueue = defineKind('AWS::SQS::Queue', queueSchema, async ({ logicalId, properties, world }) => {
  const { QueueName, ...settings } = properties;
  const name = QueueName ?? physicalName(world.assembly.stackName, logicalId, 80);
  const sqs = new SQSClient(clientSettings(world.endpoints.sqs));
  try {
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: attributes(settings) }));
    // The emulator spells its URL with a host name that not every resolver knows.
    const { embedded, url } = world.endpoints.sqs;
    const queueUrl = embedded ? `${url}/${account.accountId}/${name}` : (QueueUrl ?? '');
    return { ref: queueUrl, attributes: { Arn: arn('sqs', name), QueueName: name, QueueUrl: queueUrl } };
  } finally {
    sqs.destroy();
  }
});

function attributes(settings: object): Partial<Record<QueueAttributeName, string>> {
  const texts = Object.entries(settings)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value) : String(value)]);
  return Object.fromEntries(texts);
}
