import type { EntityAction } from '../api/entity.ts';
import { hash64, hashToHex } from '../fingerprints/hash.ts';
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
  /** Under an outbound integration a record is what its target was last given. Absent under an inbound one. */
  readonly target?: TargetState;
}

/** What is known of a record at the target. */
export interface TargetState {
  /** What the target calls it; null where it does not say, or has not answered yet. */
  readonly id: string | null;
  /**
   * A request that was begun, and of which it is not known whether the target carried it out. `key` is the idempotency
   * key that it was sent with. Of a CREATE the record's data is what was sent, of anything else what was there before.
   */
  readonly unclear?: {
    readonly action: 'CREATE' | 'UPDATE' | 'DELETE';
    readonly key: string;
    readonly since: string;
  };
}

/** DynamoDB takes items of up to 400 KB; keys and the other attributes have room in the rest. */
export const bytesPerRecord = 380 * 1024;

/** Whose a record is, in an internal id: 16 hexadecimal digits. */
export const ownerOf = ({ org, integrationId, stream }: StreamOfIntegration): string =>
  hashToHex(hash64(JSON.stringify([org, integrationId, stream])));

/**
 * Our own id of a record: whose it is, then the key hash of its external id. It needs no storage, is the same in every
 * run, and leads to the record. The record store refuses a second id with the same key hash, so no two records share it.
 */
export const internalIdOf = (of: StreamOfIntegration, externalId: string): string =>
  `rec_${ownerOf(of)}${hashToHex(hash64(externalId))}`;

/** What an internal id says; undefined for any other text. */
export function parseInternalId(text: string): { owner: string; keyHash: string } | undefined {
  const { owner, keyHash } = /^rec_(?<owner>[0-9a-f]{16})(?<keyHash>[0-9a-f]{16})$/.exec(text)?.groups ?? {};
  return owner !== undefined && keyHash !== undefined ? { owner, keyHash } : undefined;
}
