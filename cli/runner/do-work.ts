import { setTimeout as sleepFor } from 'node:timers/promises';
import type { DeliveredPage, DeliveryEnd, Work } from '../../shared/api/runner-work.ts';
import { SourceError } from '../../shared/connector/connector.ts';
import { createHttpClient } from '../../shared/connector/create-http-client.ts';
import { createRedactor } from '../../shared/connector/redactor.ts';
import type { PulledPage } from '../../shared/pull/pulled-page.ts';
import { type DeliverDependencies, deliver, PageTooLargeError } from './deliver.ts';
import { beginHeartbeats } from './heartbeats.ts';
import { Outbox } from './outbox.ts';
import { readWork } from './read-work.ts';
import { OvertakenError, TokenRefusedError } from './runner-client.ts';
import { messageOf } from './runner-log.ts';

type Calls = DeliveredPage['calls'];

/**
 * Reads one stream and delivers its pages while the next ones are read, to its end, until `leaving` is aborted, or until
 * Syncline wants no more. Answers how that ended. Throws TokenRefusedError where nothing more is to be had.
 */
export async function doWork(deps: DeliverDependencies, work: Work, leaving: AbortSignal): Promise<string> {
  const { client, log } = deps;
  const redactor = createRedactor(work.secretValues);
  const outbox = new Outbox(work.sequence, Date.now);
  const stop = new AbortController();
  const heartbeats = beginHeartbeats({ client, log }, work, stop);
  let calls: Calls = [];
  const takeCalls = (): Calls => calls.splice(0);
  const endedWith = (error: unknown): DeliveryEnd => {
    const message = redactor.text(messageOf(error));
    if (error instanceof PageTooLargeError) return { kind: 'failed', code: 'page_too_large', message, calls: [] };
    if (error instanceof SourceError) return { kind: 'failed', code: error.code, message, calls: takeCalls() };
    log('crashed', { message });
    return { kind: 'crashed', message, calls: takeCalls() };
  };

  let end: DeliveryEnd;
  try {
    calls = [];
    const http = createHttpClient({ redact: redactor, onCall: (call) => calls.push(call), signal: stop.signal });
    const going = await readAndDeliver(readWork(work, http, stop.signal));
    if (going === 'stop') return 'stopped';
    end = going;
  } catch (error) {
    const { reason } = stop.signal;
    const cause = stop.signal.aborted ? reason : error;
    if (cause instanceof OvertakenError) return 'overtaken';
    if (cause instanceof TokenRefusedError) throw cause;
    if (error instanceof PageTooLargeError) outbox.discard();
    // Cancelled: what was read by now is delivered all the same, and says so to whoever asked for it.
    end = stop.signal.aborted ? { kind: 'released', calls: takeCalls() } : endedWith(error);
  } finally {
    heartbeats.end();
  }
  try {
    await deliver(deps, work, outbox, end);
  } catch (error) {
    if (error instanceof OvertakenError) return 'overtaken';
    throw error;
  }
  return end.kind;

  async function readAndDeliver(source: AsyncIterable<PulledPage>): Promise<DeliveryEnd | 'stop'> {
    const iterator = source[Symbol.asyncIterator]();
    const aborted = new Promise<never>((_, reject) => {
      stop.signal.addEventListener('abort', () => reject(stop.signal.reason), { once: true });
    });
    aborted.catch(() => {});
    for (let next = pull(iterator); ; ) {
      const result = await Promise.race([next, aborted, lateAfter(outbox.dueInMs)]);
      if (result !== 'late') {
        if (result.done) return { kind: 'done' };
        outbox.add(pageOf(result.value, takeCalls()));
        if (leaving.aborted) {
          await iterator.return?.();
          return { kind: 'released', calls: [] };
        }
        // One page ahead: the source answers while this one is delivered.
        next = pull(iterator);
      }
      if (outbox.dueInMs === 0 && (await deliver(deps, work, outbox, null)) === 'stop') return 'stop';
    }
  }
}

/** A rejection is looked at when the page is waited for, not when it happens. */
function pull(iterator: AsyncIterator<PulledPage>): Promise<IteratorResult<PulledPage>> {
  const next = iterator.next();
  next.catch(() => {});
  return next;
}

function pageOf({ records, isKept: _, ...page }: PulledPage, calls: Calls): DeliveredPage {
  return { ...page, records: records.map((record) => ({ ...record })), calls };
}

const never = new Promise<never>(() => {});

const lateAfter = (ms: number): Promise<'late'> =>
  ms === Number.POSITIVE_INFINITY ? never : sleepFor(ms, 'late' as const, { ref: false });
