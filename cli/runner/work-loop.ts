import type { WorkRequest } from '../../shared/api/runner-work.ts';
import { backOff } from './back-off.ts';
import type { DeliverDependencies } from './deliver.ts';
import { doWork } from './do-work.ts';
import { TokenRefusedError } from './runner-client.ts';
import { messageOf } from './runner-log.ts';

/**
 * Asks for work and does it, one stream at a time, until `leaving` is aborted; with `once` until some work is done. Throws
 * TokenRefusedError where no token will ever be taken; every other failure is told and tried again.
 */
export async function workLoop(
  deps: DeliverDependencies,
  about: WorkRequest,
  { leaving, once }: { readonly leaving: AbortSignal; readonly once: boolean },
): Promise<void> {
  for (let failures = 0; !leaving.aborted; ) {
    try {
      const work = await deps.client.work(about, leaving);
      failures = 0;
      if (!work) continue;
      const { runId, stream, sequence } = work;
      deps.log('work-taken', { runId, stream, sequence });
      const end = await doWork(deps, work, leaving);
      deps.log('work-ended', { runId, stream, end });
      if (once) return;
    } catch (error) {
      if (leaving.aborted) return;
      if (error instanceof TokenRefusedError) throw error;
      failures += 1;
      deps.log('failed', { message: messageOf(error) });
      await backOff(failures, leaving).catch(() => {});
    }
  }
}
