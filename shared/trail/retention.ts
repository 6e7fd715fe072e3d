import { expiryDays } from '../env/expiry-days.ts';

/** How long an org keeps the trail of a run, in days from its start. */
export interface Retention {
  /** In DynamoDB, where running work reads and writes it. */
  readonly hotDays: number;
  /** At all: afterwards in the archive. One of `archiveDays`. */
  readonly archiveDays: number;
}

export const defaultRetention: Retention = { hotDays: 7, archiveDays: 30 };

export const archiveDays: readonly number[] = expiryDays;

const secondsPerDay = 86_400;

/** When something ends that is kept for some days from `at` (epoch milliseconds), in epoch seconds: the unit of DynamoDB's TTL. */
export const expiryAfter = (at: number, days: number): number => Math.floor(at / 1000) + days * secondsPerDay;

/** The days from one moment to another that an object must be kept to be there until then. */
export const daysUntil = (expiresAt: number, now: number): number =>
  Math.max(1, Math.ceil((expiresAt - now / 1000) / secondsPerDay));

/** TTL and lifecycle rules delete up to two days late; a reader treats what has expired as gone. */
export const isExpired = (expiresAt: number, now: number): boolean => expiresAt * 1000 <= now;
