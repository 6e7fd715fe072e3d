import { setTimeout as delay } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ChunkQueue } from '../chunks/chunk-message.ts';

/** SQS's limits of one request: ten messages, 1 MiB in all; bodies are ASCII. */
const messagesPerRequest = 10;
const bytesPerRequest = 1024 * 1024;
/** Single messages of a batch are refused when SQS is throttled; the SDK itself tries again only whole requests. */
const attempts = 5;

export function sqsChunkQueue(client: SQSClient, queueUrl: string): ChunkQueue {
  return {
    async send(bodies) {
      for (const batch of batchesOf(bodies)) await sendWhole(client, queueUrl, batch);
    },
  };
}

function batchesOf(bodies: readonly string[]): string[][] {
  const batches: string[][] = [];
  let room = 0;
  for (const body of bodies) {
    const last = batches.at(-1);
    if (last && last.length < messagesPerRequest && body.length <= room) {
      last.push(body);
      room -= body.length;
    } else {
      batches.push([body]);
      room = bytesPerRequest - body.length;
    }
  }
  return batches;
}

async function sendWhole(client: SQSClient, queueUrl: string, bodies: readonly string[]): Promise<void> {
  let left = bodies;
  for (let attempt = 1; ; attempt++) {
    const entries = left.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const { Failed = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries }));
    if (Failed.length === 0) return;
    if (attempt === attempts) throw new Error(`SQS takes no message: ${Failed[0]?.Code}: ${Failed[0]?.Message}`);
    const failed = new Set(Failed.map(({ Id }) => Number(Id)));
    left = left.filter((_, index) => failed.has(index));
    await delay(Math.random() * 50 * 2 ** attempt);
  }
}
