import type { Message } from '@aws-sdk/client-sqs';
import { maximumPayloadBytes } from '../lambda/function-error.ts';

/** Leaves room for what the event has around and beside the bodies, and for what grows when it is written as JSON. */
const bodyBudgetBytes = maximumPayloadBytes * 0.9;

/** Batches that fit into an invocation's payload, in the order received: ten messages may have ten megabytes. */
export function splitBatch(messages: readonly Message[]): Message[][] {
  const batches: Message[][] = [];
  let bytes = Infinity;
  for (const message of messages) {
    const size = Buffer.byteLength(message.Body ?? '');
    if (bytes + size > bodyBudgetBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(message);
    bytes += size;
  }
  return batches;
}
