import { setTimeout as sleepFor } from 'node:timers/promises';
import type { SourceError } from './connector.ts';
import { type HttpAttempt, makeAttempt } from './http-attempt.ts';
import type { CallSink, HttpClient, HttpRequest, HttpResponse } from './http-client.ts';
import { defaultHttpLimits, type HttpLimits } from './http-limits.ts';
import { OutOfTimeError } from './out-of-time-error.ts';
import { outgoing } from './outgoing-request.ts';
import { createRateGate } from './rate-gate.ts';
import type { Redactor } from './redactor.ts';
import { rateLimitedTooLong, retryDelay } from './retry-delay.ts';

export interface HttpClientOptions {
  /** Receives every attempt, redacted. */
  readonly onCall: CallSink;
  readonly redact: Redactor;
  /** Ends whatever is under way; the signal's reason is thrown. */
  readonly signal: AbortSignal;
  /** Milliseconds that this process has left (a Lambda's `getRemainingTimeInMillis` less what its caller needs). */
  readonly remainingMs?: () => number;
  readonly limits?: Partial<HttpLimits>;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** From 0 up to 1. */
  readonly random?: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * The way out for connectors. To each request it adds:
 * - retries after 408, 425, 429, 5xx, time-outs and broken connections, with exponential backoff and full jitter,
 *   or after exactly what the source asks for (`Retry-After`, rate-limit headers);
 * - a wait before the next request when the source says that none are left;
 * - one time-out over connecting, headers and body, and a cap on the body;
 * - redirects, without credentials where they lead to another origin;
 * - a Call for each attempt and each hop, with every secret taken out.
 * No wait and no attempt outlasts `remainingMs`: OutOfTimeError says that the work is to be continued elsewhere.
 *
 * It asks whatever address the settings name, private ones included: a source inside the operator's own network is an
 * ordinary case, and only administrators may write settings. Whoever lets others write them must confine the
 * function's network (a VPC without a route to what they may not see) since a check of names here would not hold
 * against DNS that changes its answer.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const limits = { ...defaultHttpLimits, ...options.limits };
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const sleep = options.sleep ?? ((ms, signal) => sleepFor(ms, undefined, { signal }));
  const remainingMs = options.remainingMs ?? (() => Number.POSITIVE_INFINITY);
  const gate = createRateGate(now);

  async function request(wanted: HttpRequest): Promise<HttpResponse> {
    const first = outgoing(wanted, options.redact);
    let waitedMs = 0;
    const wait = async (ms: number) => {
      if (ms > remainingMs() - limits.leastAttemptMs) {
        throw new OutOfTimeError(`${first.url.host} is to be asked again in ${seconds(ms)}.`, now() + ms);
      }
      waitedMs += ms;
      await sleep(ms, options.signal).catch((error: unknown) => {
        options.signal.throwIfAborted();
        throw error;
      });
    };

    for (let attempt = 1; ; attempt++) {
      const held = gate.heldMs(first.url.origin);
      // Where the window is longer than we would ever wait, trying is better than giving up unasked.
      if (held > 0 && held + waitedMs <= limits.totalWaitMs) await wait(held + random() * spreadMs);
      const made = await attemptInTime(first, attempt);
      if (made.kind === 'answered') return made.response;
      const delay = retryDelay(made, attempt, limits, random);
      if (delay === null || attempt >= limits.attempts || !mayRepeat(wanted, made)) throw made.error;
      if (waitedMs + delay > limits.totalWaitMs)
        throw made.asked === null ? made.error : rateLimitedTooLong(made, delay);
      await wait(delay);
    }
  }

  async function attemptInTime(first: ReturnType<typeof outgoing>, attempt: number): Promise<HttpAttempt> {
    options.signal.throwIfAborted();
    const left = remainingMs();
    if (left < limits.leastAttemptMs) throw new OutOfTimeError('No time is left for another request.', null);
    const timeoutMs = Math.min(limits.attemptTimeoutMs, left);
    const made = await makeAttempt(first, attempt, { ...options, limits, now, gate, timeoutMs });
    if (made.kind === 'failed' && made.error.code === 'timeout' && timeoutMs < limits.attemptTimeoutMs) {
      throw new OutOfTimeError(`${first.url.host} did not answer in the time that was left.`, null);
    }
    return made;
  }

  return { request };
}

/** Several readers of one source must not all return at the very moment its limit is lifted. */
const spreadMs = 250;

const seconds = (ms: number) => `${Math.ceil(ms / 1000)} s`;

/**
 * Answers that prove the request was not carried out may always be repeated. After a lost answer or a 500 it may have
 * been, so only requests that do no harm twice are sent again.
 */
function mayRepeat(
  { method, idempotent }: HttpRequest,
  { status }: { status: number | null; error: SourceError },
): boolean {
  const refused = status === 429 || status === 503 || status === 425;
  return refused || (idempotent ?? (method !== 'POST' && method !== 'PATCH'));
}
