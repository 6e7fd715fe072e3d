import * as z from 'zod';
import type { ClusterInfo } from '../api/cluster.ts';
import { decodeBoundCursor, encodeBoundCursor } from '../cursors/bound-cursor.ts';

/** Where a list of clusters goes on: behind one with this count. Counts grow, so this is a place and not an item. */
type Place = Pick<ClusterInfo, 'count' | 'fingerprint'>;

const placeSchema = z.tuple([z.int(), z.string()]);

/** Whether something comes behind a place: the most records first. */
export const follows = (one: Place, place: Place): boolean =>
  one.count === place.count ? one.fingerprint > place.fingerprint : one.count < place.count;

export const encodeClusterCursor = (query: unknown, { count, fingerprint }: Place): string =>
  encodeBoundCursor(query, [count, fingerprint]);

/** Undefined where the cursor is damaged, or belongs to another query. */
export function decodeClusterCursor(query: unknown, cursor: string): Place | undefined {
  const place = placeSchema.safeParse(decodeBoundCursor(query, cursor));
  return place.success ? { count: place.data[0], fingerprint: place.data[1] } : undefined;
}
