import type { RateLimitReading } from './rate-limit-headers.ts';

/** Remembers for each origin until when it takes no more requests. */
export interface RateGate {
  observe(origin: string, reading: RateLimitReading | null): void;
  /** Milliseconds to wait before the origin may be asked; 0 where it may be now. */
  heldMs(origin: string): number;
}

export function createRateGate(now: () => number): RateGate {
  const heldUntil = new Map<string, number>();
  return {
    observe(origin, reading) {
      const { rateLimit, resetInMs } = reading ?? { rateLimit: null, resetInMs: null };
      if (rateLimit?.remaining === 0 && resetInMs !== null) heldUntil.set(origin, now() + resetInMs);
      else heldUntil.delete(origin);
    },
    heldMs: (origin) => Math.max(0, (heldUntil.get(origin) ?? 0) - now()),
  };
}
