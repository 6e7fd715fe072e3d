import { setTimeout as sleepFor } from 'node:timers/promises';
import { UnansweredError } from './runner-client.ts';

const firstMs = 1_000;
/** Half a minute: a deployment takes less, and nobody notices that a runner comes back so late. */
const longestMs = 30_000;
/** Waits up to 1, 2, 4, 8, 16 and then 30 s: about two minutes on average, longer than any lease. */
const attempts = 10;

/** Up to twice as long each time (full jitter), so that runners which lost Syncline together do not return together. */
export function backOff(failures: number, signal?: AbortSignal): Promise<void> {
  const most = Math.min(longestMs, firstMs * 2 ** (failures - 1));
  return sleepFor(Math.random() * most, undefined, signal && { signal });
}

/** Asks until Syncline answers. `onFailure` hears why it has to be asked again. */
export async function untilAnswered<Answer>(
  ask: () => Promise<Answer>,
  onFailure: (error: UnansweredError) => void,
): Promise<Answer> {
  for (let failures = 1; ; failures++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof UnansweredError) || failures >= attempts) throw error;
      onFailure(error);
      await backOff(failures);
    }
  }
}
