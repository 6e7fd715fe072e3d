import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { type SendMessageCommandInput, SQSClient } from '@aws-sdk/client-sqs';
import { arn } from '../../local/account.ts';
import { clientSettings } from '../../local/emulators/client-settings.ts';
import { Scheduler } from '../../local/scheduler/scheduler.ts';
import { schedulerOperations } from '../../local/scheduler/scheduler-operations.ts';
import { deliverWith } from '../../local/scheduler/targets.ts';
import { startAwsJsonServer } from '../../local/wire/aws-json-server.ts';
import { schedulerSchedules } from '../../shared/aws/scheduler-schedules.ts';
import type { Scheduler as SchedulesOfIntegrations } from '../../shared/schedules/scheduler.ts';
import { createHandClock, type HandClock } from './hand-clock.ts';

const queueUrl = `http://127.0.0.1:1/${'0'.repeat(12)}/scheduled-runs`;

export interface Scheduling {
  readonly clock: HandClock;
  /** As the product sees it, through the real SDK. */
  readonly schedules: SchedulesOfIntegrations;
  /** The same as it is kept. */
  readonly scheduler: Scheduler;
  readonly client: SchedulerClient;
  /** Lets time pass. Answers with what has come out of the queue meanwhile, held back as long as was asked for. */
  advanceTo(time: number): Promise<string[]>;
  /** Lets time pass, and has what comes out of the queue taken at the very time when it comes. */
  liveUntil(time: number, take: (message: string) => Promise<void>): Promise<void>;
  close(): Promise<void>;
}

/** The embedded EventBridge Scheduler and the queue that it fills, on a clock that a test turns. */
export async function startScheduling(start: string): Promise<Scheduling> {
  const directory = await mkdtemp(join(tmpdir(), 'syncline-scheduling-'));
  const clock = createHandClock(start);
  const scheduler = new Scheduler(directory, () => {}, clock);
  scheduler.createGroup('syncline');
  const server = await startAwsJsonServer({}, () => {}, schedulerOperations(scheduler));
  const client = new SchedulerClient(clientSettings({ url: server.url, embedded: true }));
  const due: string[] = [];
  const sqs = queueOnClock(clock, due);
  const signal = new AbortController().signal;
  const deliver = deliverWith({ findFunction: () => null, retryDelaysSeconds: [], signal, sqs, sqsUrl: queueUrl });
  let delivering: Promise<void>[] = [];
  scheduler.start((record, at) => {
    const delivery = deliver(record, at);
    delivering.push(delivery);
    return delivery;
  });
  async function liveUntil(time: number, take: (message: string) => Promise<void>): Promise<void> {
    for (let next = clock.nextAlarm(); next !== null && next <= time; next = clock.nextAlarm()) {
      clock.advanceTo(next);
      await Promise.all(delivering);
      delivering = [];
      for (const message of due.splice(0)) await take(message);
    }
    clock.advanceTo(time);
  }
  return {
    clock,
    scheduler,
    client,
    schedules: schedulerSchedules(client, {
      group: 'syncline',
      queueUrl,
      deadLettersArn: arn('sqs', 'scheduled-runs-dead-letters'),
      roleArn: 'arn:aws:iam::000000000000:role/scheduler',
    }),
    advanceTo: async (time) => {
      const taken: string[] = [];
      await liveUntil(time, async (message) => void taken.push(message));
      return taken;
    },
    liveUntil,
    close: async () => {
      scheduler.stop();
      client.destroy();
      sqs.destroy();
      await server.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** An SDK client whose messages wait on a test's clock rather than in a queue, which would hold them back in real time. */
function queueOnClock(clock: HandClock, due: string[]): SQSClient {
  const sqs = new SQSClient(clientSettings({ url: queueUrl, embedded: true }));
  sqs.middlewareStack.add(
    () => async (args) => {
      const { MessageBody = '', DelaySeconds = 0 } = args.input as SendMessageCommandInput;
      clock.wakeAt(clock.now() + DelaySeconds * 1000, () => due.push(MessageBody));
      return { output: { $metadata: {} }, response: {} };
    },
    { step: 'initialize' },
  );
  return sqs;
}
