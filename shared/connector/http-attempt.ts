import type { RateLimit } from '../api/call.ts';
import { SourceError } from './connector.ts';
import { exchange, headersOf } from './exchange.ts';
import type { CallSink, HttpResponse } from './http-client.ts';
import type { HttpLimits } from './http-limits.ts';
import { httpResponse, statusError } from './http-response.ts';
import { explainNetworkError } from './network-errors.ts';
import { type OutgoingRequest, redirected } from './outgoing-request.ts';
import type { RateGate } from './rate-gate.ts';
import { type RateLimitReading, readRateLimit } from './rate-limit-headers.ts';
import { BodyTooLargeError, readBody } from './read-body.ts';
import type { Redactor } from './redactor.ts';
import { clockOf, retryAfterMs } from './retry-after.ts';

export interface FailedAttempt {
  readonly kind: 'failed';
  readonly error: SourceError;
  /** Null where no answer came. */
  readonly status: number | null;
  /** Whether trying again may help, where there is no status to judge by. */
  readonly retry: boolean;
  /** Milliseconds to wait as the source asks; null where it does not. */
  readonly asked: number | null;
}

export type HttpAttempt = { readonly kind: 'answered'; readonly response: HttpResponse } | FailedAttempt;

export interface AttemptTools {
  readonly onCall: CallSink;
  readonly redact: Redactor;
  readonly signal: AbortSignal;
  readonly limits: HttpLimits;
  readonly now: () => number;
  readonly gate: RateGate;
  readonly timeoutMs: number;
}

/** Sends the request once, following redirects. Throws only where it was aborted. */
export async function makeAttempt(first: OutgoingRequest, attempt: number, tools: AttemptTools): Promise<HttpAttempt> {
  // One time-out for all hops: a chain of slow redirects is a slow answer.
  const timeout = AbortSignal.timeout(tools.timeoutMs);
  let request = first;
  for (let hop = 0; hop <= tools.limits.redirects; hop++) {
    const made = await makeHop(request, attempt, timeout, tools);
    if (made.kind !== 'redirect') return made;
    try {
      request = redirected(request, made.status, made.location);
    } catch (error) {
      if (error instanceof SourceError) return failed(redactedError(error, tools.redact), made.status);
      throw error;
    }
  }
  const message = `${first.url.host} redirects more than ${tools.limits.redirects} times. Check the URL.`;
  return failed(new SourceError('unsafe_redirect', message), null);
}

type Hop = HttpAttempt | { readonly kind: 'redirect'; readonly status: number; readonly location: string };

async function makeHop(
  request: OutgoingRequest,
  attempt: number,
  timeout: AbortSignal,
  tools: AttemptTools,
): Promise<Hop> {
  const { now, redact, signal, limits } = tools;
  const startedAt = now();
  const record = (status: number | null, error: string | null, rateLimit: RateLimit | null) =>
    tools.onCall({
      method: request.method,
      ...shown(request.url, redact),
      status,
      durationMs: Math.max(0, Math.round(now() - startedAt)),
      attempt,
      at: new Date(startedAt).toISOString(),
      error: error === null ? null : redact.text(error),
      rateLimit,
    });

  let status: number | null = null;
  let reading: RateLimitReading | null = null;
  try {
    const message = await exchange(request, AbortSignal.any([signal, timeout]));
    status = message.statusCode ?? 0;
    const headers = headersOf(message);
    reading = readRateLimit(headers, now());
    tools.gate.observe(request.url.origin, reading);
    const text = await readBody(message, limits.bodyBytes);
    const location = headers['location'];
    if (status >= 300 && status < 400 && status !== 304 && location !== undefined) {
      record(status, null, reading?.rateLimit ?? null);
      return { kind: 'redirect', status, location };
    }
    const response = httpResponse({ status, url: request.url.href, headers, text }, redact);
    const isGood = status >= 200 && status < 300;
    const error = isGood ? null : statusError(response, request.method, redact);
    record(status, error?.message ?? null, reading?.rateLimit ?? null);
    if (error === null) return { kind: 'answered', response };
    return { kind: 'failed', error, status, retry: false, asked: askedWait(response, reading, now()) };
  } catch (thrown) {
    if (signal.aborted) {
      record(status, 'aborted', reading?.rateLimit ?? null);
      throw signal.reason;
    }
    const made = explain(thrown, request, timeout, tools);
    record(status, made.error.message, reading?.rateLimit ?? null);
    return made;
  }
}

function explain(thrown: unknown, request: OutgoingRequest, timeout: AbortSignal, tools: AttemptTools): FailedAttempt {
  const { host } = request.url;
  if (thrown instanceof BodyTooLargeError) {
    const most = `${Math.floor(tools.limits.bodyBytes / 1024 / 1024)} MiB`;
    const message = `${host} sent more than ${most} in one answer. Ask for smaller pages.`;
    return failed(new SourceError('body_too_large', message), null);
  }
  if (timeout.aborted) {
    const message = `${host} did not answer completely within ${Math.round(tools.timeoutMs / 1000)} s.`;
    return failed(new SourceError('timeout', message), null, true);
  }
  const { message, retry } = explainNetworkError(thrown, host);
  return failed(new SourceError('network', tools.redact.text(message), { cause: thrown }), null, retry);
}

/** GitHub answers 403 where its limit is used up, so any refusal that names a wait or shows none left is taken at its word. */
function askedWait(response: HttpResponse, reading: RateLimitReading | null, now: number): number | null {
  const { status, headers } = response;
  if (status !== 429 && status !== 403 && status < 500) return null;
  const asked = retryAfterMs(headers, clockOf(headers, now));
  if (asked !== null) return asked;
  return status < 500 && reading?.rateLimit.remaining === 0 ? reading.resetInMs : null;
}

function failed(error: SourceError, status: number | null, retry = false): FailedAttempt {
  return { kind: 'failed', error, status, retry, asked: null };
}

function redactedError(error: SourceError, redact: Redactor): SourceError {
  return new SourceError(error.code, redact.text(error.message));
}

function shown(url: URL, redact: Redactor): { url: string; params: Record<string, string> } {
  const params: Record<string, string> = {};
  for (const [name, value] of url.searchParams)
    params[name] = Object.hasOwn(params, name) ? `${params[name]},${value}` : value;
  return { url: redact.text(url.origin + url.pathname), params: redact.named(params) };
}
