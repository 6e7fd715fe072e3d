import * as z from 'zod';
import { arn } from '../account.ts';
import type { JsonObject } from '../json.ts';
import type { Ending } from './execution-ending.ts';
import type { StateMachine } from './state-machine.ts';

export const executionStatuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

/** What is kept of an execution, on disk and in the API's answers. Times are epoch milliseconds, data is JSON text. */
export const executionRecordSchema = z.object({
  executionArn: z.string(),
  stateMachineArn: z.string(),
  machineName: z.string(),
  name: z.string(),
  status: z.enum(executionStatuses),
  startedAt: z.number(),
  endedAt: z.number().nullable(),
  input: z.string(),
  output: z.string().nullable(),
  error: z.string().nullable(),
  cause: z.string().nullable(),
  history: z.array(z.record(z.string(), z.json())),
});

export type ExecutionRecord = z.infer<typeof executionRecordSchema>;
export type ExecutionStatus = ExecutionRecord['status'];

/** Names as AWS takes them, less those that are no safe file name. */
export const nameSchema = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]{1,80}$/u;

/** An execution that starts now. */
export function newRecord(machine: StateMachine, name: string, input: string): ExecutionRecord {
  return {
    executionArn: arn('states', `execution:${machine.name}:${name}`),
    stateMachineArn: machine.arn,
    machineName: machine.name,
    name,
    status: 'RUNNING',
    startedAt: Date.now(),
    endedAt: null,
    input,
    output: null,
    error: null,
    cause: null,
    history: [],
  };
}

export function ended(record: ExecutionRecord, ending: Ending, endedAt: number): ExecutionRecord {
  const outcome =
    ending.status === 'SUCCEEDED'
      ? { output: ending.output, error: null, cause: null }
      : { output: null, error: ending.error, cause: ending.cause };
  return { ...record, status: ending.status, endedAt, ...outcome };
}

/** The event's `detail` as AWS sends it to EventBridge. */
export function statusChangeDetail(record: ExecutionRecord): JsonObject {
  return {
    executionArn: record.executionArn,
    stateMachineArn: record.stateMachineArn,
    name: record.name,
    status: record.status,
    startDate: record.startedAt,
    stopDate: record.endedAt,
    input: record.input,
    output: record.output,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    redriveCount: 0,
    redriveDate: null,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'The embedded runtime does not redrive executions',
    inputDetails: { included: true },
    outputDetails: record.output === null ? null : { included: true },
    error: record.error,
    cause: record.cause,
  };
}
