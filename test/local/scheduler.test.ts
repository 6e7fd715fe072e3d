import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ConflictException,
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  paginateListSchedules,
  ResourceNotFoundException,
  SchedulerClient,
  UpdateScheduleCommand,
  ValidationException,
} from '@aws-sdk/client-scheduler';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { arn } from '../../local/account.ts';
import { clientSettings } from '../../local/emulators/client-settings.ts';
import type { Running } from '../../local/emulators/listen.ts';
import { startSqs } from '../../local/emulators/sqs.ts';
import { Scheduler } from '../../local/scheduler/scheduler.ts';
import { schedulerOperations } from '../../local/scheduler/scheduler-operations.ts';
import { deliverWith } from '../../local/scheduler/targets.ts';
import { startAwsJsonServer } from '../../local/wire/aws-json-server.ts';
import { createHandClock, type HandClock } from '../schedules/hand-clock.ts';

const functionArn = arn('lambda', 'function:work');
const sendMessageArn = 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage';

let directory: string;
let clock: HandClock;
let scheduler: Scheduler;
let server: Running;
let client: SchedulerClient;
let logged: string[];
/** Name of a schedule and the time for which it was planned. */
let fired: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'syncline-scheduler-'));
  clock = createHandClock('2026-06-01T12:00:00Z');
  await startScheduler();
});
afterEach(async () => {
  await stopScheduler();
  await rm(directory, { recursive: true, force: true });
});

/** As the runtime does; what lies in the directory is known. */
async function startScheduler(): Promise<void> {
  [logged, fired] = [[], []];
  scheduler = new Scheduler(directory, (message) => logged.push(message), clock);
  server = await startAwsJsonServer({}, () => {}, schedulerOperations(scheduler));
  client = new SchedulerClient(clientSettings({ url: server.url, embedded: true }));
  scheduler.start(async ({ name }, at) => void fired.push(`${name} ${new Date(at).toISOString().slice(5, 19)}`));
}

async function stopScheduler(): Promise<void> {
  scheduler.stop();
  client.destroy();
  await server.close();
}

const settings = (expression: string, more: Partial<CreateScheduleCommandInput> = {}) => ({
  ScheduleExpression: expression,
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  Target: { Arn: functionArn, RoleArn: arn('iam', 'role/scheduler') },
  ...more,
});

const create = (Name: string, expression: string, more: Partial<CreateScheduleCommandInput> = {}) =>
  client.send(new CreateScheduleCommand({ Name, ...settings(expression, more) }));

const until = (time: string): void => clock.advanceTo(Date.parse(`2026-${time}Z`));

describe('a schedule', () => {
  it('is created, read, replaced, listed and deleted, as the SDK asks for it', async () => {
    const { ScheduleArn } = await create('one', 'cron(0 6 ? * MON-FRI *)', {
      ScheduleExpressionTimezone: 'Europe/Berlin',
      StartDate: new Date('2026-06-02T00:00:00Z'),
      Description: 'Ünïcode "quoted"',
    });
    expect(ScheduleArn).toBe(arn('scheduler', 'schedule/default/one'));
    await expect(create('one', 'rate(1 hour)')).rejects.toThrow(ConflictException);
    expect(await client.send(new GetScheduleCommand({ Name: 'one' }))).toMatchObject({
      Arn: ScheduleArn,
      GroupName: 'default',
      Name: 'one',
      ScheduleExpression: 'cron(0 6 ? * MON-FRI *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      StartDate: new Date('2026-06-02T00:00:00Z'),
      Description: 'Ünïcode "quoted"',
      State: 'ENABLED',
      CreationDate: new Date('2026-06-01T12:00:00Z'),
    });

    until('06-01T13:00:00');
    await client.send(new UpdateScheduleCommand({ Name: 'one', ...settings('rate(2 days)', { State: 'DISABLED' }) }));
    const changed = await client.send(new GetScheduleCommand({ Name: 'one' }));
    expect(changed).toMatchObject({
      ScheduleExpression: 'rate(2 days)',
      ScheduleExpressionTimezone: 'UTC',
      State: 'DISABLED',
      CreationDate: new Date('2026-06-01T12:00:00Z'),
      LastModificationDate: new Date('2026-06-01T13:00:00Z'),
    });
    expect([changed.StartDate, changed.Description]).toEqual([undefined, undefined]);
    const { Schedules } = await client.send(new ListSchedulesCommand({}));
    expect(Schedules).toMatchObject([{ Name: 'one', State: 'DISABLED', Target: { Arn: functionArn } }]);

    await client.send(new DeleteScheduleCommand({ Name: 'one' }));
    const gone = [new GetScheduleCommand({ Name: 'one' }), new DeleteScheduleCommand({ Name: 'one' })] as const;
    await expect(client.send(gone[0])).rejects.toThrow(ResourceNotFoundException);
    await expect(client.send(gone[1])).rejects.toThrow(ResourceNotFoundException);
    const replacement = new UpdateScheduleCommand({ Name: 'one', ...settings('rate(1 day)') });
    await expect(client.send(replacement)).rejects.toThrow(ResourceNotFoundException);
  });

  it.each([
    ['cron(0 6 * * MON *)', {}],
    ['cron(0 6 ? * ? *)', {}],
    ['cron(0 25 * * ? *)', {}],
    ['rate(0 minutes)', {}],
    ['rate(5 seconds)', {}],
    ['at(2026-13-01T00:00:00)', {}],
    ['every day', {}],
    ['rate(1 day)', { ScheduleExpressionTimezone: 'Europe/Atlantis' }],
    ['rate(1 day)', { StartDate: new Date('2026-06-01T11:54:59Z') }],
    ['rate(1 day)', { Name: 'with a space' }],
    ['rate(1 day)', { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 5 } }],
    ['rate(1 day)', { Target: { Arn: arn('sns', 'topic'), RoleArn: 'r' } }],
    ['rate(1 day)', { Target: { Arn: sendMessageArn, RoleArn: 'r', Input: '{"MessageBody": "no queue"}' } }],
    ['rate(1 day)', { Target: { Arn: functionArn, RoleArn: 'r', Input: 'no JSON' } }],
  ] as const)('%s %o is refused as AWS refuses it', async (expression, more) => {
    await expect(create('bad', expression, more)).rejects.toThrow(ValidationException);
    expect(scheduler.list()).toEqual([]);
  });

  it('lists many of them in pages, by group and by the beginning of their names', async () => {
    await client.send(new CreateScheduleGroupCommand({ Name: 'mine' }));
    for (const name of ['a-1', 'a-2', 'a-3', 'b-1']) await create(name, 'rate(1 day)', { GroupName: 'mine' });
    await create('a-4', 'rate(1 day)');
    const names: string[][] = [];
    const asked = { GroupName: 'mine', NamePrefix: 'a-', MaxResults: 2 };
    for await (const { Schedules = [] } of paginateListSchedules({ client }, asked)) {
      names.push(Schedules.map(({ Name = '' }) => Name));
    }
    expect(names).toEqual([['a-1', 'a-2'], ['a-3']]);
    const refused = client.send(new ListSchedulesCommand({ NextToken: 'made up' }));
    await expect(refused).rejects.toThrow(ValidationException);
  });
});

describe('a group', () => {
  it('takes its schedules along when it goes', async () => {
    await client.send(new CreateScheduleGroupCommand({ Name: 'mine' }));
    const again = client.send(new CreateScheduleGroupCommand({ Name: 'mine' }));
    await expect(again).rejects.toThrow(ConflictException);
    await expect(create('one', 'rate(1 day)', { GroupName: 'none' })).rejects.toThrow(ResourceNotFoundException);
    await create('one', 'rate(1 day)', { GroupName: 'mine' });
    await create('one', 'rate(1 day)');
    const { ScheduleGroups = [] } = await client.send(new ListScheduleGroupsCommand({}));
    expect(ScheduleGroups.map(({ Name }) => Name)).toEqual(['default', 'mine']);

    await client.send(new DeleteScheduleGroupCommand({ Name: 'mine' }));
    const gone = client.send(new GetScheduleGroupCommand({ Name: 'mine' }));
    await expect(gone).rejects.toThrow(ResourceNotFoundException);
    const { Schedules = [] } = await client.send(new ListSchedulesCommand({}));
    expect(Schedules.map(({ GroupName }) => GroupName)).toEqual(['default']);
  });
});

describe('what is due', () => {
  it('comes at the rate from the start date on, or else at once', async () => {
    await create('at-once', 'rate(40 minutes)');
    await create('later', 'rate(1 hour)', { StartDate: new Date('2026-06-01T12:30:00Z') });
    until('06-01T14:00:00');
    expect(fired).toEqual([
      ...['at-once 06-01T12:00:00', 'later 06-01T12:30:00', 'at-once 06-01T12:40:00'],
      ...['at-once 06-01T13:20:00', 'later 06-01T13:30:00', 'at-once 06-01T14:00:00'],
    ]);
  });

  it('comes at the times of the day in its zone, while the dates allow', async () => {
    await create('daily', 'cron(30 6 * * ? *)', {
      ScheduleExpressionTimezone: 'Asia/Kolkata',
      StartDate: new Date('2026-06-03T00:00:00Z'),
      EndDate: new Date('2026-06-05T01:00:00Z'),
    });
    until('06-30T00:00:00');
    expect(fired).toEqual(['daily 06-03T01:00:00', 'daily 06-04T01:00:00', 'daily 06-05T01:00:00']);
  });

  it('comes once at a time, and the schedule goes if it is to', async () => {
    const at = { ScheduleExpressionTimezone: 'America/New_York' };
    await create('stays', 'at(2026-06-02T08:00:00)', at);
    await create('goes', 'at(2026-06-02T09:00:00)', { ...at, ActionAfterCompletion: 'DELETE' });
    until('07-30T00:00:00');
    expect(fired).toEqual(['stays 06-02T12:00:00', 'goes 06-02T13:00:00']);
    expect(scheduler.list().map(({ name }) => name)).toEqual(['stays']);
  });

  it('does not come while the schedule is disabled, and never from one that is gone', async () => {
    await create('off', 'cron(30 * * * ? *)', { State: 'DISABLED' });
    await create('gone', 'cron(30 * * * ? *)');
    until('06-01T13:00:00');
    await client.send(new DeleteScheduleCommand({ Name: 'gone' }));
    await client.send(new UpdateScheduleCommand({ Name: 'off', ...settings('cron(30 * * * ? *)') }));
    until('06-01T14:00:00');
    expect(fired).toEqual(['gone 06-01T12:30:00', 'off 06-01T13:30:00']);
  });

  it('comes once after the machine has slept over many of them', async () => {
    await create('often', 'cron(2/5 * * * ? *)');
    clock.sleepUntil(Date.parse('2026-06-01T16:04:00Z'));
    until('06-01T16:10:00');
    expect(fired).toEqual(['often 06-01T12:02:00', 'often 06-01T16:07:00']);
  });

  it('goes on after a restart, without what was missed meanwhile', async () => {
    await client.send(new CreateScheduleGroupCommand({ Name: 'mine' }));
    await create('hourly', 'rate(1 hour)', { GroupName: 'mine', StartDate: new Date('2026-06-01T12:30:00Z') });
    await create('once', 'at(2026-06-01T14:00:00)');
    until('06-01T13:00:00');
    await stopScheduler();
    until('06-01T15:00:00');
    expect(fired).toEqual(['hourly 06-01T12:30:00']);
    await startScheduler();
    until('06-01T16:00:00');
    expect(fired).toEqual(['hourly 06-01T15:30:00']);
    await client.send(new GetScheduleGroupCommand({ Name: 'mine' }));
  });

  it('goes on without a schedule whose file is damaged, and says so', async () => {
    await create('good', 'rate(1 hour)');
    await create('bad', 'rate(1 hour)');
    await stopScheduler();
    const files = join(directory, 'scheduler', 'schedules');
    for (const file of await readdir(files)) {
      const text = await readFile(join(files, file), 'utf8');
      if (text.includes('"bad"')) await writeFile(join(files, file), text.slice(0, 50));
    }
    await startScheduler();
    expect(scheduler.list().map(({ name }) => name)).toEqual(['good']);
    expect(logged).toEqual([expect.stringMatching(/cannot be read and is set aside/)]);
  });
});

describe('a target', () => {
  it('queue: gets the message, with the time for which it was planned, held back as long as asked', async () => {
    const queues = await startSqs();
    const sqs = new SQSClient(clientSettings({ url: queues.url, embedded: true }));
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'due' }));
    const moved = new URL(QueueUrl);
    // The port of an earlier start.
    moved.port = '1';
    const signal = new AbortController().signal;
    scheduler.start(deliverWith({ findFunction: () => null, retryDelaysSeconds: [], signal, sqs, sqsUrl: queues.url }));
    const target = (Input: object) => ({
      Target: { Arn: sendMessageArn, RoleArn: arn('iam', 'role/scheduler'), Input: JSON.stringify(Input) },
    });
    const MessageBody = 'planned for <aws.scheduler.scheduled-time> by <aws.scheduler.schedule-arn>, <not.a.keyword>';
    await create('held', 'at(2026-06-01T12:05:00)', target({ QueueUrl: moved.href, MessageBody, DelaySeconds: 900 }));
    await create('now', 'at(2026-06-01T12:06:00)', target({ QueueUrl: moved.href, MessageBody }));
    clock.sleepUntil(Date.parse('2026-06-01T12:07:07Z'));
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 });
    const { Messages = [] } = await sqs.send(receive);
    expect(Messages.map(({ Body }) => Body)).toEqual([
      `planned for 2026-06-01T12:06:00Z by ${arn('scheduler', 'schedule/default/now')}, <not.a.keyword>`,
    ]);
    sqs.destroy();
    await queues.close();
  });

  it('function: one that is not there is said, and the schedule goes on', async () => {
    const signal = new AbortController().signal;
    const sqs = new SQSClient(clientSettings({ url: server.url, embedded: true }));
    scheduler.start(deliverWith({ findFunction: () => null, retryDelaysSeconds: [], signal, sqs, sqsUrl: server.url }));
    await create('lost', 'cron(30 * * * ? *)');
    until('06-01T14:00:00');
    await vi.waitFor(() =>
      expect(logged).toEqual(
        [1, 2].map(() => expect.stringMatching(/default\/lost did not reach its target.*no function/)),
      ),
    );
    sqs.destroy();
  });
});
