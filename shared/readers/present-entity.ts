import type { Entity } from '../api/entity.ts';
import { internalIdOf } from '../records/stored-record.ts';
import type { StreamOfIntegration } from '../table/keys.ts';
import type { EntityEntry } from '../trail/trail-block.ts';

/** What an entry leaves out because it follows from its step: ids of source and target. */
export function presentEntity(
  entry: EntityEntry,
  step: StreamOfIntegration & { readonly outbound?: boolean },
  at: string,
  withChanges = false,
): Entity {
  const { externalId, name, page, action, status, code, message, changes, targetId } = entry;
  const stored = externalId !== null && (action !== 'SKIP' || code === 'duplicate_id');
  const internalId = stored ? internalIdOf(step, externalId) : null;
  return {
    externalId,
    internalId,
    name,
    stream: step.stream,
    action,
    status,
    code: code ?? null,
    message: message ?? null,
    at,
    page,
    source: { system: step.outbound ? 'records' : step.integrationId, id: externalId },
    target: step.outbound
      ? { system: step.integrationId, id: targetId ?? null }
      : { system: 'records', id: internalId },
    ...(withChanges && changes && { changes: [...changes] }),
  };
}
