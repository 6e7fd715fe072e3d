import type { EventBridgeEvent } from 'aws-lambda';
import { closeRunDependencies } from '../../shared/aws/bound-close-run.ts';
import { closeRun } from '../../shared/closing/close-run.ts';
import { endOfExecution } from '../../shared/closing/end-lost-run.ts';
import type { RunInput } from '../../shared/workflow/workflow.ts';

interface StatusChange {
  readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly input: string;
  readonly error?: string | null;
  readonly cause?: string | null;
}

/** An execution of SyncRun that did not come to its own end. */
export const handler = ({
  detail: { status, input, error, cause },
}: EventBridgeEvent<'Step Functions Execution Status Change', StatusChange>): Promise<void> => {
  const reason = [status, error, cause].filter((part) => part).join(': ');
  return closeRun(closeRunDependencies(), JSON.parse(input) as RunInput, endOfExecution(status === 'ABORTED', reason));
};
