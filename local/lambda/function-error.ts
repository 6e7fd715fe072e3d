import type { FunctionError } from './worker-messages.ts';

/** Lambda's limit for the payload of a synchronous invocation, both ways. */
export const maximumPayloadBytes = 6 * 1024 * 1024;

export function timedOut(requestId: string, timeoutSeconds: number): FunctionError {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  };
}

/** The worker is gone, and with it whatever could have said more: Step Functions calls that `Lambda.Unknown`. */
export function died(requestId: string, reason: string): FunctionError {
  return {
    errorType: 'Lambda.Unknown',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited without providing a reason: ${reason}`,
  };
}

export function responseTooLarge(bytes: number): FunctionError {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${maximumPayloadBytes} bytes).`,
  };
}

export function runtimeEnded(): FunctionError {
  return { errorType: 'Lambda.ServiceException', errorMessage: 'The runtime is shutting down' };
}
