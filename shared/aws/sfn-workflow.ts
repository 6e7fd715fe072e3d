import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import type { Workflow } from '../workflow/workflow.ts';

/** `stateMachineArn` is asked for only by what starts or describes: functions that complete tokens do not know it. */
export function sfnWorkflow(client: SFNClient, stateMachineArn: () => string): Workflow {
  return {
    async start(input) {
      try {
        await client.send(
          new StartExecutionCommand({
            stateMachineArn: stateMachineArn(),
            name: input.runId,
            input: JSON.stringify(input),
          }),
        );
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error;
      }
    },

    async status(runId) {
      const executionArn = `${stateMachineArn().replace(':stateMachine:', ':execution:')}:${runId}`;
      try {
        const { status, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }));
        if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return { kind: 'RUNNING' };
        const reason = [status, error, cause].filter((part) => part).join(': ');
        return { kind: 'ENDED', aborted: status === 'ABORTED', reason };
      } catch (error) {
        if (error instanceof ExecutionDoesNotExist) return { kind: 'UNKNOWN' };
        throw error;
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
