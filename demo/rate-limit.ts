export interface RateLimit {
  readonly limit: number;
  readonly remaining: number;
  /** Epoch seconds. */
  readonly resetAt: number;
  readonly exceeded: boolean;
}

/** Far above what one sync needs, so only who runs many at once meets it. */
const requestsPerWindow = 300;
const windowSeconds = 10;

/** A fixed window, as most APIs count: `now` is in epoch milliseconds. */
export function createRateLimit(): (now: number) => RateLimit {
  let windowEnds = 0;
  let used = 0;
  return (now) => {
    const second = Math.floor(now / 1_000);
    if (second >= windowEnds) {
      windowEnds = second + windowSeconds;
      used = 0;
    }
    used += 1;
    return {
      limit: requestsPerWindow,
      remaining: Math.max(0, requestsPerWindow - used),
      resetAt: windowEnds,
      exceeded: used > requestsPerWindow,
    };
  };
}
