import type { EntityEntry } from './trail-block.ts';

type Place = Pick<EntityEntry, 'page' | 'externalId'>;

/**
 * The entities of a block in their order: by page, then by external id (UTF-16 code units); those without a page or an
 * id come behind the others, and those that are equal stay as they came. The archive sorts by id, and gives a block back
 * in this order without storing it.
 */
export const inTrailOrder = <Entry extends Place>(entities: readonly Entry[]): Entry[] => entities.toSorted(byPlace);

function byPlace(one: Place, other: Place): number {
  return order(one.page, other.page) || order(one.externalId, other.externalId);
}

function order<Value extends number | string>(one: Value | null, other: Value | null): number {
  if (one === other) return 0;
  if (one === null || other === null) return one === null ? 1 : -1;
  return one < other ? -1 : 1;
}
