import type { Work } from '../../shared/api/runner-work.ts';
import type { DeliverDependencies } from './deliver.ts';
import { OvertakenError, TokenRefusedError } from './runner-client.ts';
import { messageOf } from './runner-log.ts';

/** The run is being ended. */
class NotWantedError extends Error {
  override readonly name = 'NotWantedError';
}

/** Of a lease of 60 s, every 15: one may get lost, and one be late. */
const perLease = 4;

/**
 * Tells Syncline while some work is done that this runner is alive, and aborts `stop` with the reason where it is to be
 * done no more.
 */
export function beginHeartbeats(
  { client, log }: DeliverDependencies,
  { workId, attempt, leaseSeconds }: Work,
  stop: AbortController,
): { end(): void } {
  const beat = async (): Promise<void> => {
    try {
      const answer = await client.heartbeat(workId, attempt);
      if (answer.stop) stop.abort(new NotWantedError('The run is being ended.'));
    } catch (error) {
      if (error instanceof OvertakenError || error instanceof TokenRefusedError) stop.abort(error);
      else log('heartbeat-failed', { message: messageOf(error) });
    }
  };
  const timer = setInterval(() => void beat(), (leaseSeconds * 1000) / perLease);
  return { end: () => clearInterval(timer) };
}
