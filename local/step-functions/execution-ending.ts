import { ExecutionAbortedError, ExecutionError, ExecutionTimeoutError } from 'aws-local-stepfunctions';
import { messageOf } from '../problem.ts';

/** How an execution ended. */
export type Ending =
  | { readonly status: 'SUCCEEDED'; readonly output: string }
  | {
      readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
      readonly error: string | null;
      readonly cause: string | null;
    };

/** Of what was running when an earlier process ended. */
export const interrupted: Ending = {
  status: 'ABORTED',
  error: 'Runtime.Interrupted',
  cause: 'The embedded runtime ended while this execution was running',
};

/** What an execution of the library rejected with, as an ending. */
export function endingOf(thrown: unknown): Ending {
  if (thrown instanceof ExecutionTimeoutError) return { status: 'TIMED_OUT', error: 'States.Timeout', cause: null };
  if (thrown instanceof ExecutionAbortedError) return { status: 'ABORTED', error: null, cause: null };
  const failure = thrown instanceof ExecutionError ? thrown.cause : thrown;
  const error = failure instanceof Error ? failure.name : 'States.Runtime';
  return { status: 'FAILED', error, cause: messageOf(failure) };
}
