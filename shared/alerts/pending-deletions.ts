import { readDeletions } from '../guards/staged-deletion-store.ts';
import { stagedDeletionsOf } from '../table/keys.ts';
import type { Table } from '../table/table.ts';
import type { PendingDeletions } from './observe.ts';

/** Reads, from the trail, how many deletions of each stream of an integration wait for an answer. */
export function pendingDeletions(trail: Table, now: () => number) {
  return async (org: string, integrationId: string): Promise<PendingDeletions[]> => {
    const { pk, prefix } = stagedDeletionsOf(org, { integrationId });
    const counts = new Map<string, number>();
    let startKey: Record<string, unknown> | undefined;
    do {
      const page = await trail.query({
        where: 'pk = :pk AND begins_with(sk, :prefix)',
        values: { ':pk': pk, ':prefix': prefix },
        consistent: true,
        ...(startKey && { startKey }),
      });
      for (const item of page.items) {
        const { state, stream, count } = readDeletions(item, now());
        if (state === 'PENDING') counts.set(stream, (counts.get(stream) ?? 0) + count);
      }
      startKey = page.lastKey;
    } while (startKey);
    return [...counts].map(([stream, count]) => ({ stream, count }));
  };
}
