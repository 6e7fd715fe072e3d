import { bytesPerDelivery, type DeliveryEnd, type Work } from '../../shared/api/runner-work.ts';
import { untilAnswered } from './back-off.ts';
import type { Outbox } from './outbox.ts';
import { type RunnerClient, zipped } from './runner-client.ts';
import type { RunnerLog } from './runner-log.ts';

export interface DeliverDependencies {
  readonly client: RunnerClient;
  readonly log: RunnerLog;
}

/** One page is larger, even compressed, than what Syncline takes at once. */
export class PageTooLargeError extends Error {
  override readonly name = 'PageTooLargeError';
}

/**
 * Delivers what is in the outbox, and how reading ended if it did. Pages that Syncline does not call safe stay in it: they
 * go again, with what follows. Answers `stop` where Syncline wants no more.
 */
export async function deliver(
  { client, log }: DeliverDependencies,
  { workId, attempt }: Work,
  outbox: Outbox,
  end: DeliveryEnd | null,
): Promise<'stop' | 'going'> {
  for (let least = 0; ; ) {
    const count = outbox.count(least);
    const isAll = count === outbox.size;
    const body = await zipped(outbox.delivery(count, attempt, isAll ? end : null));
    if (body.length > bytesPerDelivery) throw new PageTooLargeError(tooLarge(body.length));
    const before = outbox.sequence;
    const answer = await untilAnswered(
      () => client.deliver(workId, body),
      (error) => log('delivery-failed', { message: error.message }),
    );
    outbox.acknowledge(answer.sequence);
    log('delivered', { pages: count, bytes: body.length, safe: answer.sequence });
    if (answer.stop) return 'stop';
    if (isAll) return 'going';
    least = answer.sequence > before ? 0 : count + 1;
  }
}

const tooLarge = (bytes: number): string =>
  `A page has ${bytes} bytes, compressed; a runner can deliver ${bytesPerDelivery}. Ask the source for fewer records a page.`;
