import { hashToHex } from '../fingerprints/hash.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { Decision, OpenCandidate } from './decide.ts';

/** A record of which nobody knows whether the target took the last change of it. */
export function isUnclear(
  { externalId }: OpenCandidate,
  stored: StoredRecord | undefined,
): stored is StoredRecord & { readonly target: { readonly unclear: object } } {
  return stored?.externalId === externalId && stored.deletedAt === null && stored.target?.unclear !== undefined;
}

/** Such a record goes to the target whatever it was last given: it is not known to have that. */
export function decideUnclear(
  { externalId, name, page, key, line: data, content: hash }: OpenCandidate,
  stored: StoredRecord,
  runId: string,
  at: string,
): Decision {
  const isCreate = stored.target?.unclear?.action === 'CREATE';
  const action = isCreate ? 'CREATE' : 'UPDATE';
  const { createdAt, target } = stored;
  const record = { externalId, name, data, runId, action, createdAt, changedAt: at, deletedAt: null } as const;
  return {
    entity: { externalId, name, page, action, status: 'OK', content: hashToHex(hash) },
    write: { keyHash: hashToHex(key), record: { ...record, ...(target && { target }) } },
    before: isCreate ? null : stored.data,
  };
}
