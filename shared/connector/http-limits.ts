/** What one request may cost in time and memory. */
export interface HttpLimits {
  /** Attempts of one request, the first included. */
  readonly attempts: number;
  /** The first retry waits up to this long; each further one up to twice as long (full jitter). */
  readonly backoffBaseMs: number;
  /** The same for a 429 that does not say how long to wait. */
  readonly rateLimitBaseMs: number;
  /** No single wait that we chose ourselves is longer. */
  readonly backoffCapMs: number;
  /** All waits of one request together, those that the source asked for included. */
  readonly totalWaitMs: number;
  /** One attempt: connecting, headers and the whole body. */
  readonly attemptTimeoutMs: number;
  /** Size of a body after decompression. */
  readonly bodyBytes: number;
  readonly redirects: number;
  /** An attempt is not started with less time left than this. */
  readonly leastAttemptMs: number;
}

export const defaultHttpLimits: HttpLimits = {
  // Five retries double from 0.5 s to 8 s: at most 15.5 s in all, which outlasts a deployment's or a fail-over's gap.
  attempts: 6,
  backoffBaseMs: 500,
  // Limits are counted per second to per minute nearly everywhere; 2 + 4 + 8 + 16 + 32 s reaches past a minute.
  rateLimitBaseMs: 2_000,
  backoffCapMs: 32_000,
  // The longest window in common use is an hour (GitHub); five minutes more cover clocks that differ.
  totalWaitMs: 65 * 60_000,
  // API Gateway, Heroku and most load balancers give up after 30 s; double that is a connection that died.
  attemptTimeoutMs: 60_000,
  // A page is held three times (bytes, text, objects); 64 MiB is what a function of 1 GB can still parse.
  bodyBytes: 64 * 1024 * 1024,
  redirects: 5,
  leastAttemptMs: 2_000,
};
