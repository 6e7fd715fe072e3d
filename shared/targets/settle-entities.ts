import type { RecordWrite } from '../records/record-store.ts';
import type { EntityEntry } from '../trail/trail-block.ts';
import type { Outcome } from './outcome.ts';

/**
 * The entities of a chunk as they are after its changes were carried out, or not. What failed has no content: the
 * fingerprints must only know what the target took, so that the next run tries the rest again.
 */
export function settleEntities(
  entities: readonly EntityEntry[],
  writes: readonly RecordWrite[],
  outcomes: ReadonlyMap<string, Outcome>,
): EntityEntry[] {
  const written = new Map(
    writes.flatMap(({ keyHash, record }) => {
      const outcome = outcomes.get(keyHash);
      return outcome ? [[record.externalId, outcome] as const] : [];
    }),
  );
  return entities.map((entity) => {
    const outcome = entity.action === 'SKIP' || entity.externalId === null ? undefined : written.get(entity.externalId);
    return outcome ? settled(entity, outcome) : entity;
  });
}

function settled(entity: EntityEntry, outcome: Outcome): EntityEntry {
  const { code: _code, message: _message, ...plain } = entity;
  if (outcome.kind === 'failed') {
    const { content, ...rest } = plain;
    return { ...rest, status: 'ERROR', code: outcome.code, message: outcome.message };
  }
  const { targetId, remark } = outcome;
  return { ...plain, status: remark ? 'INFO' : 'OK', ...remark, ...(targetId !== null && { targetId }) };
}
