import type { Json } from '../json.ts';
import type { LambdaFunction } from '../lambda/lambda-function.ts';

/** How long Lambda waits before it invokes a function again that failed on an asynchronous event. */
export const retryDelaysSeconds: readonly number[] = [60, 120];

/**
 * Invokes as Lambda does for an event that nobody waits for: again after each delay, then given up. Rejects when
 * given up, or when `signal` ends the waiting.
 */
export async function invokeAsync(
  lambda: LambdaFunction,
  event: Json,
  delaysSeconds: readonly number[],
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const result = await lambda.invoke(event);
    if (result.kind === 'succeeded') return;
    const delay = delaysSeconds[attempt];
    if (delay === undefined || signal.aborted) {
      const { errorType, errorMessage } = result.error;
      throw new Error(`${lambda.settings.functionName} did not take an event: ${errorType}: ${errorMessage}`);
    }
    await wait(delay, signal);
  }
}

function wait(seconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, seconds * 1000);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
