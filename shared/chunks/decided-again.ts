import type { RecordWrite } from '../records/record-store.ts';
import type { EntityEntry } from '../trail/trail-block.ts';

/**
 * What a worker decides anew of a chunk that another one had begun: changes that were carried out are in the record
 * store, and are told as the first one told them; what failed then is open again.
 */
export function decidedAgain(
  fresh: readonly EntityEntry[],
  earlier: readonly EntityEntry[],
  writes: readonly RecordWrite[],
): EntityEntry[] {
  const open = new Set(writes.map(({ record }) => record.externalId));
  const before = new Map(earlier.flatMap((entity) => (isToldOf(entity) ? [[entity.externalId, entity] as const] : [])));
  return fresh.map((entity) => {
    const told = isToldOf(entity) ? before.get(entity.externalId) : undefined;
    if (!told || told.action !== entity.action) return entity;
    if (!open.has(told.externalId) && told.status !== 'ERROR') {
      return { ...told, ...(entity.targetId !== undefined && { targetId: entity.targetId }) };
    }
    return { ...entity, ...(told.changes && { changes: told.changes }) };
  });
}

const isToldOf = (entity: EntityEntry): entity is EntityEntry & { readonly externalId: string } =>
  entity.externalId !== null && entity.action !== 'SKIP';
