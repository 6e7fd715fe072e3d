import type { Delivery } from '../api/runner-work.ts';
import { SourceError } from '../connector/connector.ts';
import type { CallSink } from '../connector/http-client.ts';
import { OutOfTimeError } from '../connector/out-of-time-error.ts';
import type { PulledPage } from './pulled-page.ts';

/**
 * Plays what a runner has read as if it were read here: the pages behind the first `known` ones, each with the calls
 * that it took, and how that ended. Where the runner only goes on later, or somewhere else, it ends as where time is up.
 */
export async function* deliveredPages(
  { sequence, pages, end }: Delivery,
  known: number,
  onCall: CallSink,
): AsyncGenerator<PulledPage> {
  for (const { calls, ...page } of pages.slice(Math.max(0, known - sequence))) {
    for (const call of calls) onCall(call);
    yield page;
  }
  if (end?.kind === 'done') return;
  for (const call of end?.calls ?? []) onCall(call);
  if (end?.kind === 'failed') throw new SourceError(end.code, end.message);
  throw new OutOfTimeError('The runner has delivered no more.', null);
}
