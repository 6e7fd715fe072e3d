import * as z from 'zod';
import type { Json, JsonObject } from '../json.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Operations } from '../wire/aws-json-server.ts';
import { readInput } from '../wire/read-input.ts';
import { type ExecutionRecord, executionStatuses, nameSchema } from './execution-record.ts';
import type { Executions } from './executions.ts';
import { maximumDataBytes, type StateMachine } from './state-machine.ts';
import type { TaskTokens } from './task-tokens.ts';

const startInput = z.object({
  stateMachineArn: z.string(),
  name: z.string().optional(),
  input: z.string().default('{}'),
});
const executionInput = z.object({ executionArn: z.string() });
const stopInput = z.object({
  executionArn: z.string(),
  error: z.string().max(256).optional(),
  cause: z.string().max(32768).optional(),
});
const page = { maxResults: z.int().min(0).max(1000).default(100), nextToken: z.string().optional() };
const listInput = z.object({
  stateMachineArn: z.string(),
  statusFilter: z.enum(executionStatuses).optional(),
  ...page,
});
const historyInput = z.object({ executionArn: z.string(), reverseOrder: z.boolean().default(false), ...page });
const successInput = z.object({ taskToken: z.string(), output: z.string() });
const failureInput = z.object({
  taskToken: z.string(),
  error: z.string().max(256).optional(),
  cause: z.string().optional(),
});
const heartbeatInput = z.object({ taskToken: z.string() });

/** Step Functions as functions and the SDK use it. `machines` are by ARN. */
export function sfnOperations(
  machines: ReadonlyMap<string, StateMachine>,
  executions: Executions,
  tokens: TaskTokens,
): Operations {
  return {
    StartExecution: async (input) => {
      const { stateMachineArn, name, input: data } = readInput(startInput, input);
      const machine = findMachine(machines, stateMachineArn);
      if (name !== undefined && !nameSchema.test(name)) throw new AwsError('InvalidName', `Invalid Name: '${name}'`);
      checkJson(data, 'InvalidExecutionInput');
      const { executionArn, startedAt } = await executions.start(machine, name, data);
      return { executionArn, startDate: startedAt / 1000 };
    },
    StopExecution: async (input) => {
      const { executionArn, error, cause } = readInput(stopInput, input);
      const { endedAt } = await executions.stop(executionArn, error ?? null, cause ?? null);
      return { stopDate: (endedAt ?? Date.now()) / 1000 };
    },
    DescribeExecution: async (input) => describe(await executions.find(readInput(executionInput, input).executionArn)),
    ListExecutions: async (input) => {
      const { stateMachineArn, statusFilter, ...asked } = readInput(listInput, input);
      findMachine(machines, stateMachineArn);
      const all = (await executions.list(stateMachineArn)).filter(
        ({ status }) => statusFilter === undefined || status === statusFilter,
      );
      const { items, nextToken } = pageOf(all, asked);
      return { executions: items.map(summarize), ...nextToken };
    },
    GetExecutionHistory: async (input) => {
      const { executionArn, reverseOrder, ...asked } = readInput(historyInput, input);
      const events = await executions.history(executionArn);
      const { items, nextToken } = pageOf(reverseOrder ? events.toReversed() : events, asked);
      return { events: items, ...nextToken };
    },
    SendTaskSuccess: (input) => {
      const { taskToken, output } = readInput(successInput, input);
      tokens.succeed(taskToken, checkJson(output, 'InvalidOutput'));
      return {};
    },
    SendTaskFailure: (input) => {
      const { taskToken, error = 'States.TaskFailed', cause = '' } = readInput(failureInput, input);
      tokens.fail(taskToken, error, cause);
      return {};
    },
    SendTaskHeartbeat: (input) => {
      tokens.heartbeat(readInput(heartbeatInput, input).taskToken);
      return {};
    },
  };
}

function findMachine(machines: ReadonlyMap<string, StateMachine>, stateMachineArn: string): StateMachine {
  const machine = machines.get(stateMachineArn);
  if (machine !== undefined) return machine;
  throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`);
}

function checkJson(text: string, errorName: string): Json {
  if (Buffer.byteLength(text) > maximumDataBytes) throw new AwsError(errorName, `More than ${maximumDataBytes} bytes`);
  try {
    return JSON.parse(text);
  } catch {
    throw new AwsError(errorName, 'Invalid JSON');
  }
}

/** The token is how many entries were given out; an execution that starts meanwhile may show an entry twice. */
function pageOf<Item>(
  all: readonly Item[],
  { maxResults, nextToken }: { maxResults: number; nextToken?: string | undefined },
): { items: Item[]; nextToken: { nextToken?: string } } {
  const start = nextToken === undefined ? 0 : Number(nextToken);
  if (!Number.isInteger(start) || start < 0) throw new AwsError('InvalidToken', `Invalid Token: '${nextToken}'`);
  const end = start + (maxResults || 100);
  return { items: all.slice(start, end), nextToken: end < all.length ? { nextToken: String(end) } : {} };
}

function summarize(record: ExecutionRecord): JsonObject {
  return {
    executionArn: record.executionArn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status: record.status,
    startDate: record.startedAt / 1000,
    ...(record.endedAt === null ? {} : { stopDate: record.endedAt / 1000 }),
    redriveCount: 0,
  };
}

function describe(record: ExecutionRecord): JsonObject {
  return {
    ...summarize(record),
    input: record.input,
    inputDetails: { included: true },
    ...(record.output === null ? {} : { output: record.output, outputDetails: { included: true } }),
    ...(record.error === null ? {} : { error: record.error }),
    ...(record.cause === null ? {} : { cause: record.cause }),
  };
}
