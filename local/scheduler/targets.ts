import { randomBytes } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import { invokeAsync } from '../event-bridge/async-invoke.ts';
import { envelope } from '../event-bridge/event-bus.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import type { LambdaFunction } from '../lambda/lambda-function.ts';
import { AwsError } from '../wire/aws-error.ts';
import { type ScheduleRecord, type ScheduleSettings, scheduleArn } from './schedule-record.ts';

/** Takes a schedule to its target; `scheduledAt` in epoch milliseconds. Rejects when given up. */
export type Deliver = (record: ScheduleRecord, scheduledAt: number) => Promise<void>;

/** What targets are reached with. */
export interface Reach {
  /** Null where there is no such function. */
  readonly findFunction: (arn: string) => LambdaFunction | null;
  readonly retryDelaysSeconds: readonly number[];
  readonly signal: AbortSignal;
  readonly sqs: SQSClient;
  /** Where SQS answers now; a queue's URL in an older schedule may name the port of an earlier start. */
  readonly sqsUrl: string;
}

const sendMessageArn = 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage';

const sendMessageInput = z.object({
  QueueUrl: z.url(),
  MessageBody: z.string().min(1),
  DelaySeconds: z.number().int().min(0).max(900).optional(),
});

type Target = ScheduleSettings['Target'];

/** Throws AWS's ValidationException for a target that this runtime cannot reach, or an input that is not for it. */
export function checkTarget({ Arn, Input }: Target): void {
  if (isLambda(Arn)) {
    if (Input !== undefined) parseInput(Input);
  } else if (Arn === sendMessageArn) {
    const parsed = sendMessageInput.safeParse(parseInput(Input ?? ''));
    if (!parsed.success) throw invalid(`Invalid Input for ${Arn}: ${z.prettifyError(parsed.error)}`);
  } else {
    throw invalid(`${Arn} is no target that the embedded runtime has: functions, and ${sendMessageArn}.`);
  }
}

export function deliverWith(reach: Reach): Deliver {
  return async (record, scheduledAt) => {
    const { Arn } = record.settings.Target;
    if (!isLambda(Arn)) return sendMessage(reach, sendMessageInput.parse(inputOf(record, scheduledAt)));
    const lambda = reach.findFunction(Arn);
    if (lambda === null) throw new Error(`there is no function ${Arn}`);
    await invokeAsync(lambda, inputOf(record, scheduledAt), reach.retryDelaysSeconds, reach.signal);
  };
}

async function sendMessage({ sqs, sqsUrl }: Reach, { QueueUrl, ...message }: z.infer<typeof sendMessageInput>) {
  const queueUrl = new URL(new URL(QueueUrl).pathname, sqsUrl).href;
  await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, ...message }));
}

/** The target's input with AWS's keywords in it replaced; without one, the event that AWS makes up. */
function inputOf(record: ScheduleRecord, scheduledAt: number): Json {
  const { Input } = record.settings.Target;
  if (Input === undefined) return defaultEvent(record, scheduledAt);
  const values: Readonly<Record<string, string>> = {
    'schedule-arn': scheduleArn(record),
    'scheduled-time': awsTime(scheduledAt),
    'execution-id': randomBytes(8).toString('hex'),
    'attempt-number': '1',
  };
  return parseInput(Input.replaceAll(/<aws\.scheduler\.([a-z-]+)>/g, (whole, name: string) => values[name] ?? whole));
}

function defaultEvent(record: ScheduleRecord, time: number): JsonObject {
  const source = { source: 'aws.scheduler', detailType: 'Scheduled Event', detail: {} };
  return { ...envelope({ ...source, resources: [scheduleArn(record)], time }), detail: '{}' };
}

const isLambda = (arn: string): boolean => /^arn:[^:]+:lambda:/.test(arn);

/** To the second, as AWS writes times. */
const awsTime = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

function parseInput(text: string): JsonObject {
  try {
    const json: unknown = JSON.parse(text);
    if (isJsonObject(json)) return json;
  } catch {
    // Said below, as for JSON that is no object.
  }
  throw invalid('The Input of this target must be a JSON object.');
}

const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
