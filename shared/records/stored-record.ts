import { createHash } from 'node:crypto';
import type { EntityAction } from '../api/entity.ts';
import type { StreamOfIntegration } from '../table/keys.ts';

/** A record as the record store holds it. */
export interface StoredRecord {
  readonly externalId: string;
  readonly name: string | null;
  /** The record as one line of JSON, as the source gave it. */
  readonly data: string;
  /** The run that last changed it, and how. */
  readonly runId: string;
  readonly action: Extract<EntityAction, 'CREATE' | 'UPDATE' | 'DELETE'>;
  readonly createdAt: string;
  readonly changedAt: string;
  /** Set on a tombstone: a deleted record, whose data is gone. */
  readonly deletedAt: string | null;
}

/** DynamoDB takes items of up to 400 KB; keys and the other attributes have room in the rest. */
export const bytesPerRecord = 380 * 1024;

/** Our own id of a record: 128 bits of SHA-256 over whose it is, so it needs no storage and is the same in every run. */
export function internalIdOf({ org, integrationId, stream }: StreamOfIntegration, externalId: string): string {
  const digest = createHash('sha256')
    .update(JSON.stringify([org, integrationId, stream, externalId]))
    .digest('hex');
  return `rec_${digest.slice(0, 32)}`;
}
