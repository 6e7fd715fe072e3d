import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DelayedQueue } from '../hooks/hooked-work.ts';

export function sqsDelayedQueue(client: SQSClient, queueUrl: string): DelayedQueue {
  return {
    async send(body, delaySeconds) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body, DelaySeconds: delaySeconds }));
    },
  };
}
