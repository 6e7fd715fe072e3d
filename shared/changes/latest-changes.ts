import type { ChangedRecord } from '../api/record.ts';
import { hash64, hashToHex } from '../fingerprints/hash.ts';
import type { RecordStore } from '../records/record-store.ts';
import { internalIdOf, type StoredRecord } from '../records/stored-record.ts';
import type { StoredRun } from '../runs/run-store.ts';
import type { StoredStep } from '../steps/step-store.ts';
import { type Candidate, mayHideChange } from './changed-chunks.ts';

/**
 * For each of a run's candidates the record as it is now, or undefined where a later run changed it again: there it is
 * told, and so each record once.
 */
export async function latestChanges(
  records: RecordStore,
  run: StoredRun,
  step: StoredStep,
  candidates: readonly Candidate[],
): Promise<(ChangedRecord | undefined)[]> {
  const keys = candidates.map(({ externalId }) => hashToHex(hash64(externalId)));
  const stored = await records.read(step, keys);
  return candidates.map((candidate, index) => {
    const record = stored.get(keys[index] ?? '');
    return record && isOf(record, run, candidate) ? present(record, run, step) : undefined;
  });
}

const isOf = (record: StoredRecord, { runId }: StoredRun, candidate: Candidate): boolean =>
  record.runId === runId &&
  record.externalId === candidate.externalId &&
  (record.action === candidate.action || mayHideChange(candidate));

function present(record: StoredRecord, run: StoredRun, step: StoredStep): ChangedRecord {
  const { externalId, name, action, changedAt, createdAt, deletedAt, runId, data } = record;
  return {
    integrationId: run.integrationId,
    integrationName: run.integrationName,
    stream: step.stream,
    externalId,
    internalId: internalIdOf(step, externalId),
    name,
    action,
    changedAt,
    createdAt,
    deletedAt,
    runId,
    data: deletedAt === null ? JSON.parse(data) : null,
  };
}
