import {
  DeleteMessageBatchCommand,
  type Message,
  MessageSystemAttributeName,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { account } from '../account.ts';
import type { JsonObject } from '../json.ts';
import type { LambdaFunction } from '../lambda/lambda-function.ts';
import { messageOf } from '../problem.ts';
import type { Log } from '../runtime-log.ts';
import { failedMessageIds } from './batch-item-failures.ts';
import { splitBatch } from './split-batch.ts';

export interface PollerSettings {
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly lambda: LambdaFunction;
  readonly batchSize: number;
  /** How long to wait for a batch to fill up, in seconds. */
  readonly windowSeconds: number;
  readonly reportsItemFailures: boolean;
  /** Batches in flight at once. */
  readonly concurrency: number;
}

/** The most that one ReceiveMessage or DeleteMessageBatch takes. */
const maximumPerRequest = 10;
const longPollSeconds = 20;
const pauseAfterErrorMilliseconds = 1000;
/** What is cut off after this comes back to the queue in AWS; here the queue is gone as well. */
const stopMilliseconds = 3000;

/**
 * Feeds a queue's messages to a function, as a Lambda event source mapping does. What the function took is deleted;
 * what failed comes back after the queue's visibility time-out and in the end goes to the dead-letter queue.
 */
export class QueuePoller {
  readonly #settings: PollerSettings;
  readonly #sqs: SQSClient;
  readonly #log: Log;
  readonly #stopping = new AbortController();
  #loops: Promise<void>[] = [];

  constructor(settings: PollerSettings, sqs: SQSClient, log: Log) {
    this.#settings = settings;
    this.#sqs = sqs;
    this.#log = log;
  }

  start(): void {
    this.#loops = Array.from({ length: this.#settings.concurrency }, () => this.#poll());
  }

  /** No further message is received. Resolves when the batches in flight are through, or have had their time. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, stopMilliseconds);
    await Promise.race([Promise.all(this.#loops), late]);
    clearTimeout(timer);
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        for (const batch of splitBatch(await this.#receive())) await this.#process(batch);
      } catch (thrown) {
        if (signal.aborted) return;
        this.#log(`Polling ${this.#settings.queueUrl}: ${messageOf(thrown)}`);
        await pause(signal);
      }
    }
  }

  async #receive(): Promise<Message[]> {
    const { batchSize, windowSeconds } = this.#settings;
    const messages = await this.#receiveOnce(batchSize, longPollSeconds);
    const windowEnd = Date.now() + windowSeconds * 1000;
    while (messages.length > 0 && messages.length < batchSize && !this.#stopping.signal.aborted) {
      const seconds = Math.ceil((windowEnd - Date.now()) / 1000);
      // Without a window, only what is there already may fill up a batch of more than ten.
      const more = seconds > 0 ? seconds : windowSeconds === 0 && messages.length % maximumPerRequest === 0 ? 0 : null;
      if (more === null) break;
      const next = await this.#receiveOnce(batchSize - messages.length, more);
      if (next.length === 0 && more === 0) break;
      messages.push(...next);
    }
    return messages;
  }

  async #receiveOnce(maximum: number, waitSeconds: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#settings.queueUrl,
      MaxNumberOfMessages: Math.min(maximum, maximumPerRequest),
      WaitTimeSeconds: Math.min(waitSeconds, longPollSeconds),
      MessageSystemAttributeNames: [MessageSystemAttributeName.All],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await this.#sqs.send(command, { abortSignal: this.#stopping.signal });
    return Messages;
  }

  async #process(messages: Message[]): Promise<void> {
    const { lambda, queueArn, reportsItemFailures } = this.#settings;
    const result = await lambda.invoke({ Records: messages.map((message) => recordOf(message, queueArn)) });
    if (result.kind === 'failed') return;
    const failed = reportsItemFailures ? failedMessageIds(result.payload, messages) : new Set<string>();
    await this.#delete(messages.filter(({ MessageId }) => !failed.has(MessageId ?? '')));
  }

  async #delete(messages: Message[]): Promise<void> {
    for (let start = 0; start < messages.length; start += maximumPerRequest) {
      const entries = messages.slice(start, start + maximumPerRequest);
      await this.#sqs.send(
        new DeleteMessageBatchCommand({
          QueueUrl: this.#settings.queueUrl,
          Entries: entries.map(({ ReceiptHandle }, index) => ({
            Id: String(index),
            ReceiptHandle: ReceiptHandle ?? '',
          })),
        }),
      );
    }
  }
}

function recordOf(message: Message, queueArn: string): JsonObject {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: { ...message.Attributes },
    messageAttributes: messageAttributes(message),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: account.region,
  };
}

function messageAttributes(message: Message): JsonObject {
  const attributes: JsonObject = {};
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(message.MessageAttributes ?? {})) {
    attributes[name] = {
      dataType: DataType ?? 'String',
      ...(StringValue === undefined ? {} : { stringValue: StringValue }),
      ...(BinaryValue === undefined ? {} : { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
    };
  }
  return attributes;
}

function pause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, pauseAfterErrorMilliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
