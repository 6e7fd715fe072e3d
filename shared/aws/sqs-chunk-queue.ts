import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ChunkQueue } from '../chunks/chunk-message.ts';

export function sqsChunkQueue(client: SQSClient, queueUrl: string): ChunkQueue {
  return {
    async send(body) {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
    },
  };
}
