import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { ArchiveInput, ArchiveWorkflow, ExecutionStatus, Workflow } from '../workflow/workflow.ts';

/** `stateMachineArn` is asked for only by what starts or describes: functions that complete tokens do not know it. */
export function sfnWorkflow(client: SFNClient, stateMachineArn: () => string): Workflow {
  return {
    start: (input) => startExecution(client, stateMachineArn(), input.runId, input),

    status: (runId) => executionStatus(client, stateMachineArn(), runId),

    async stop(runId, cause) {
      const command = new StopExecutionCommand({ executionArn: executionArnOf(stateMachineArn(), runId), cause });
      try {
        await client.send(command);
      } catch (error) {
        if (!(error instanceof ExecutionDoesNotExist)) throw error;
      }
    },

    async succeed(taskToken) {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
      } catch (error) {
        const over =
          error instanceof TaskDoesNotExist || error instanceof TaskTimedOut || error instanceof InvalidToken;
        if (!over) throw error;
      }
    },
  };
}

export function sfnArchiveWorkflow(client: SFNClient, stateMachineArn: () => string): ArchiveWorkflow {
  const nameOf = (runId: string, attempt: number): string => `${runId}-${attempt}`;
  return {
    async start({ org, runId, streams }, attempt) {
      const input: ArchiveInput = { org, runId, steps: streams.map((stream) => ({ org, runId, stream })) };
      await startExecution(client, stateMachineArn(), nameOf(runId, attempt), input);
    },

    status: ({ runId }, attempt) => executionStatus(client, stateMachineArn(), nameOf(runId, attempt)),
  };
}

async function startExecution(client: SFNClient, stateMachineArn: string, name: string, input: object): Promise<void> {
  try {
    await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
  } catch (error) {
    if (!(error instanceof ExecutionAlreadyExists)) throw error;
  }
}

const executionArnOf = (stateMachineArn: string, name: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

async function executionStatus(client: SFNClient, stateMachineArn: string, name: string): Promise<ExecutionStatus> {
  const executionArn = executionArnOf(stateMachineArn, name);
  try {
    const { status, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return { kind: 'RUNNING' };
    const reason = [status, error, cause].filter((part) => part).join(': ');
    return { kind: 'ENDED', aborted: status === 'ABORTED', reason };
  } catch (error) {
    if (error instanceof ExecutionDoesNotExist) return { kind: 'UNKNOWN' };
    throw error;
  }
}
