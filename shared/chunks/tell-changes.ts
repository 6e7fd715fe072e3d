import type { RedactorFor } from '../integrations/remember-redactors.ts';
import { fieldDiff } from '../records/field-diff.ts';
import { fieldRedactor } from '../records/redact-fields.ts';
import type { EntityEntry } from '../trail/trail-block.ts';
import type { ChunkEnvelope } from './chunk.ts';
import type { Decision } from './decide.ts';

/** The entities of some decisions, each update with what changed in it, less the integration's secrets. */
export async function tellChanges(
  redactorFor: RedactorFor,
  envelope: ChunkEnvelope,
  decisions: readonly Decision[],
): Promise<EntityEntry[]> {
  if (decisions.every(({ before }) => before === null)) return decisions.map(({ entity }) => entity);
  const redactor = fieldRedactor(await redactorFor(envelope));
  return decisions.map(({ entity, write, before }) =>
    before === null || write === null ? entity : { ...entity, changes: fieldDiff(before, write.record.data, redactor) },
  );
}
