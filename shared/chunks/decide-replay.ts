import { sameRecord } from '../records/field-diff.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { ChunkEnvelope } from './chunk.ts';
import { type Decision, type OpenCandidate, untouched } from './decide.ts';

/**
 * Whether a record that an earlier run pulled has been overtaken: a run that began later has written or deleted it. Run
 * ids are ULIDs, and a stream has one run at a time, so their order is the order of writing.
 */
export function isOutdated(
  { asOf, runId }: Pick<ChunkEnvelope, 'asOf' | 'runId'>,
  { line, externalId }: OpenCandidate,
  stored: StoredRecord | undefined,
): boolean {
  if (asOf === undefined || stored === undefined || stored.externalId !== externalId) return false;
  if (stored.runId <= asOf || stored.runId === runId) return false;
  return stored.deletedAt !== null || !sameRecord(stored.data, line);
}

/** What is done with such a record: nothing. */
export const outdated = ({ externalId, name, page }: OpenCandidate): Decision =>
  untouched({
    externalId,
    name,
    page,
    action: 'SKIP',
    status: 'INFO',
    code: 'changed_since',
    message: 'A later run has brought this record up to date.',
  });
