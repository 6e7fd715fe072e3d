import type { FunctionError } from '../lambda/worker-messages.ts';

/** An error of a state: `name` is what Retry and Catch match, the message is the Cause. */
export class StateError extends Error {
  override readonly name: string;
  /** Read by aws-local-stepfunctions: false takes the error past every Retry and Catch. */
  readonly isRetryable: boolean;
  readonly isCatchable: boolean;

  constructor(name: string, cause: string, matchable = true) {
    super(cause);
    this.name = name;
    this.isRetryable = matchable;
    this.isCatchable = matchable;
  }
}

/** A function's error as Step Functions hands it on: the whole of it as JSON in the Cause. */
export function functionFailed(error: FunctionError): StateError {
  return new StateError(error.errorType, JSON.stringify(error));
}

export function dataLimitExceeded(stateName: string): StateError {
  return new StateError(
    'States.DataLimitExceeded',
    `The state/task '${stateName}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    false,
  );
}
