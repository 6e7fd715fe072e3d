import type { DeletionGuard, DeletionLimits } from '../api/deletion.ts';

/**
 * What holds where nobody decided otherwise. A fifth of a stream seldom goes in a day, and a filter or a permission that
 * was changed by mistake mostly takes more; the count keeps small streams, where three of ten is nothing, out of it.
 */
export const defaultGuard: DeletionGuard = { percent: 20, count: 50, expiresAfterDays: 7, streams: {} };

/** The guard of an integration; null where it is switched off. */
export const guardOf = ({ deletionGuard }: { readonly deletionGuard?: DeletionGuard | null }): DeletionGuard | null =>
  deletionGuard === undefined ? defaultGuard : deletionGuard;

/** What holds for one stream; null where its deletions are never staged. */
export function limitsOf(guard: DeletionGuard | null, stream: string): DeletionLimits | null {
  if (guard === null) return null;
  return Object.hasOwn(guard.streams, stream) ? (guard.streams[stream] ?? null) : guard;
}

/** What a full run found out. */
export interface FoundDeletions {
  readonly unseen: number;
  readonly known: number;
  readonly pulled: number;
}

/**
 * Whether so many deletions wait for somebody's yes: more than the count and more than the percentage, both. A source that
 * has nothing at all, where there was something, is more often broken than empty.
 */
export function mustBeStaged(limits: DeletionLimits | null, { unseen, known, pulled }: FoundDeletions): boolean {
  if (limits === null || unseen === 0) return false;
  if (pulled === 0) return true;
  return unseen > limits.count && unseen * 100 > limits.percent * Math.max(known, unseen);
}
