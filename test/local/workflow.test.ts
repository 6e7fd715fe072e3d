import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Json } from '../../local/json.ts';
import { type FixtureRuntime, startFixture } from './fixture/fixture-runtime.ts';

let fixture: FixtureRuntime;
let stateMachineArn: string;
beforeAll(async () => {
  fixture = await startFixture({ asyncRetryDelaysSeconds: [0] });
  stateMachineArn = fixture.runtime.resource('Machine');
});
afterAll(() => fixture.end());

async function start(name: string, input: Json): Promise<string> {
  const command = new StartExecutionCommand({
    stateMachineArn,
    name,
    input: JSON.stringify({ way: 'task', ...Object(input) }),
  });
  return (await fixture.clients.sfn.send(command)).executionArn ?? '';
}

const describeExecution = (executionArn: string) =>
  fixture.clients.sfn.send(new DescribeExecutionCommand({ executionArn }));

/** The execution once it has ended. */
function ended(executionArn: string) {
  return vi.waitFor(
    async () => {
      const execution = await describeExecution(executionArn);
      if (execution.status === 'RUNNING') throw new Error('It still runs');
      return execution;
    },
    { timeout: 15_000, interval: 50 },
  );
}

async function run(name: string, input: Json) {
  const execution = await ended(await start(name, input));
  return { ...execution, result: JSON.parse(execution.output ?? 'null') };
}

const named = (name: string) => expect.objectContaining({ name });

describe('an execution', () => {
  test('ends with its result, and its history tells the way', async () => {
    const { executionArn, status, result, startDate, stopDate } = await run('plain', { do: 'echo' });
    expect({ status, result }).toEqual({ status: 'SUCCEEDED', result: { way: 'task', do: 'echo' } });
    expect(stopDate?.getTime()).toBeGreaterThanOrEqual(startDate?.getTime() ?? Infinity);
    const { events = [] } = await fixture.clients.sfn.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events.map(({ type }) => type)).toEqual([
      'ExecutionStarted',
      'ChoiceStateEntered',
      'ChoiceStateExited',
      'TaskStateEntered',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    expect(events[3]?.stateEnteredEventDetails?.name).toBe('Run task');
  });

  test('maps over items through lambda:invoke', async () => {
    expect((await run('map', { way: 'map', items: [1, 2, 3] })).result).toEqual([
      { item: 1 },
      { item: 2 },
      { item: 3 },
    ]);
  });

  test('fails with the error of its function', async () => {
    const { status, error, cause } = await run('failing', { do: 'throw', error: 'Unexpected' });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'Unexpected' });
    expect(JSON.parse(cause ?? '')).toMatchObject({
      errorType: 'Unexpected',
      errorMessage: 'asked to throw Unexpected',
    });
  });

  test('catches an error by its name', async () => {
    const { result } = await run('caught', { do: 'throw', error: 'Expected' });
    expect(result.failure).toMatchObject({ Error: 'Expected', Cause: expect.stringContaining('asked to throw') });
  });

  test('retries when the worker crashed', async () => {
    expect((await run('crashed-once', { do: 'crash once', id: 'crash' })).result).toEqual({ survived: true });
    expect(await run('crashed-for-good', { do: 'crash' })).toMatchObject({ status: 'FAILED', error: 'Lambda.Unknown' });
  });

  test('catches the time-out of a function', async () => {
    expect((await run('late', { do: 'hang' })).result).toEqual({ caught: 'time-out' });
  });

  test('fails on what a state may not carry', async () => {
    const { error } = await run('heavy', { do: 'heavy' });
    expect(error).toBe('States.DataLimitExceeded');
  });
});

describe('a task token', () => {
  const tokenOf = (name: string): Promise<string> => fixture.written('token', name);

  test('completes its task once', async () => {
    const executionArn = await start('waits', { way: 'wait' });
    const taskToken = await tokenOf('waits');
    await fixture.clients.sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    await fixture.clients.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{"word":1}' }));
    expect(await ended(executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"word":1}' });
    const again = fixture.clients.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    await expect(again).rejects.toThrow(named('TaskTimedOut'));
  });

  test('fails its task', async () => {
    const executionArn = await start('refused', { way: 'wait' });
    const taskToken = await tokenOf('refused');
    await fixture.clients.sfn.send(new SendTaskFailureCommand({ taskToken, error: 'Refused', cause: 'not today' }));
    expect(await ended(executionArn)).toMatchObject({ status: 'FAILED', error: 'Refused', cause: 'not today' });
  });

  test('is void after the time-out of its state, which can be caught', async () => {
    const { result } = await run('unheard', { way: 'wait briefly' });
    expect(result.failure.Error).toBe('States.Timeout');
    const late = fixture.clients.sfn.send(
      new SendTaskSuccessCommand({ taskToken: await tokenOf('unheard'), output: '{}' }),
    );
    await expect(late).rejects.toThrow(named('TaskTimedOut'));
  });

  test('must come with JSON', async () => {
    const wrong = fixture.clients.sfn.send(new SendTaskSuccessCommand({ taskToken: 'x', output: 'no JSON' }));
    await expect(wrong).rejects.toThrow(named('InvalidOutput'));
  });
});

describe('StartExecution', () => {
  test('with the same name and input answers with the one that runs, and with any other refuses', async () => {
    const first = await start('twice', { way: 'wait' });
    expect(await start('twice', { way: 'wait' })).toBe(first);
    await expect(start('twice', { way: 'wait', other: true })).rejects.toThrow(named('ExecutionAlreadyExists'));
    await fixture.clients.sfn.send(new StopExecutionCommand({ executionArn: first }));
    await fixture.written('status', 'twice ABORTED');
    await expect(start('twice', { way: 'wait' })).rejects.toThrow(named('ExecutionAlreadyExists'));
  });

  test('two at once start one execution', async () => {
    const [left, right] = await Promise.all([start('at once', {}), start('at once', {})].map((it) => it.catch(String)));
    expect(left).toMatch('InvalidName');
    expect(right).toMatch('InvalidName');
    const both = await Promise.all([start('at-once', { way: 'wait' }), start('at-once', { way: 'wait' })]);
    expect(new Set(both).size).toBe(1);
  });

  test('refuses an unknown machine and input that is no JSON', async () => {
    const unknown = new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}x` });
    await expect(fixture.clients.sfn.send(unknown)).rejects.toThrow(named('StateMachineDoesNotExist'));
    const noJson = new StartExecutionCommand({ stateMachineArn, input: '{' });
    await expect(fixture.clients.sfn.send(noJson)).rejects.toThrow(named('InvalidExecutionInput'));
  });
});

describe('StopExecution', () => {
  test('ends the execution, and the rule hears of it', async () => {
    const executionArn = await start('stopped', { way: 'wait' });
    const taskToken = await fixture.written('token', 'stopped');
    await fixture.clients.sfn.send(new StopExecutionCommand({ executionArn, error: 'Cancelled', cause: 'by hand' }));
    expect(await describeExecution(executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Cancelled',
      cause: 'by hand',
    });
    expect(JSON.parse(await fixture.written('status', 'stopped ABORTED'))).toMatchObject({
      source: 'aws.states',
      'detail-type': 'Step Functions Execution Status Change',
      resources: [executionArn],
      detail: { executionArn, stateMachineArn, name: 'stopped', status: 'ABORTED', cause: 'by hand', output: null },
    });
    const late = fixture.clients.sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    await expect(late).rejects.toThrow(named('TaskTimedOut'));
  });

  test('of one that has ended changes nothing', async () => {
    const { executionArn } = await run('over', { do: 'echo' });
    await fixture.clients.sfn.send(new StopExecutionCommand({ executionArn }));
    expect((await describeExecution(executionArn ?? '')).status).toBe('SUCCEEDED');
  });

  test('of one that never was is an error', async () => {
    const executionArn = stateMachineArn.replace('stateMachine', 'execution').concat(':never');
    const stop = fixture.clients.sfn.send(new StopExecutionCommand({ executionArn }));
    await expect(stop).rejects.toThrow(named('ExecutionDoesNotExist'));
  });
});

test('a rule tries a function again that failed on an event', async () => {
  await run('stubborn', { do: 'echo' });
  expect(await fixture.written('status', 'stubborn SUCCEEDED')).toContain('stubborn');
});

test('ListExecutions pages through all of them, newest first', async () => {
  const names: (string | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const page = await fixture.clients.sfn.send(
      new ListExecutionsCommand({ stateMachineArn, maxResults: 4, ...(nextToken && { nextToken }) }),
    );
    names.push(...(page.executions ?? []).map(({ name }) => name));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(names).toEqual(expect.arrayContaining(['plain', 'stopped', 'map']));
  expect(new Set(names).size).toBe(names.length);
  expect(names.indexOf('stopped')).toBeLessThan(names.indexOf('plain'));
  const failed = await fixture.clients.sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'FAILED' }));
  expect(failed.executions?.map(({ name }) => name)).toEqual(expect.arrayContaining(['failing', 'refused']));
});
