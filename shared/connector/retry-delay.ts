import { SourceError } from './connector.ts';
import type { FailedAttempt } from './http-attempt.ts';
import type { HttpLimits } from './http-limits.ts';

const retriable = (status: number) => status === 408 || status === 425 || status === 429 || status >= 500;

/**
 * Milliseconds to wait before the next attempt; null where another would end the same way. What the source asks for is
 * kept; otherwise the wait is random between 0 and a cap that doubles with each attempt (full
 * jitter), which spreads many clients best.
 */
export function retryDelay(
  failed: FailedAttempt,
  attempt: number,
  limits: HttpLimits,
  random: () => number,
): number | null {
  const repeat = failed.status === null ? failed.retry : retriable(failed.status) || failed.asked !== null;
  if (!repeat) return null;
  const base = failed.status === 429 ? limits.rateLimitBaseMs : limits.backoffBaseMs;
  const chosen = random() * Math.min(limits.backoffCapMs, base * 2 ** (attempt - 1));
  // A source that answers 429 and "retry after 0" in one breath is not taken at its word.
  return failed.asked !== null && failed.asked >= 1000 ? failed.asked : Math.max(failed.asked ?? 0, chosen);
}

/** The source wants us to come back later than is sensible to wait for. */
export function rateLimitedTooLong(failed: FailedAttempt, delayMs: number): SourceError {
  return new SourceError(
    'rate_limited',
    `The source takes no more requests for ${Math.ceil(delayMs / 60_000)} minutes. Run again later, less often, or with a higher limit at the source.`,
    { cause: failed.error },
  );
}
