import type { Fingerprints } from '../fingerprints/fingerprints.ts';
import { type Hash64, hash64, hashToHex } from '../fingerprints/hash.ts';
import { sameRecord } from '../records/field-diff.ts';
import type { RecordWrite } from '../records/record-store.ts';
import { bytesPerRecord, type StoredRecord } from '../records/stored-record.ts';
import type { EntityEntry, TrailBlock } from '../trail/trail-block.ts';
import type { RecordsPayload, Verify } from './chunk.ts';

/** A chunk as it will be in the trail, and what must be written to the target for it. */
export interface DecidedChunk {
  readonly block: TrailBlock;
  /** Hashes of the ids in the block. */
  readonly keys: readonly Hash64[];
  readonly writes: readonly RecordWrite[];
}

/** A record of a chunk that needs a look at what is stored, or was already decided without one. */
export type Candidate =
  | { readonly kind: 'decided'; readonly key: Hash64 | null; readonly entity: EntityEntry }
  | {
      readonly kind: 'open';
      readonly externalId: string;
      readonly name: string | null;
      readonly page: number | null;
      readonly key: Hash64;
      readonly content: Hash64;
      readonly line: string;
      /** Whether there may be an earlier state of this record in the store. */
      readonly lookUp: boolean;
    }
  | {
      readonly kind: 'gone';
      readonly externalId: string;
      readonly page: number | null;
      readonly key: Hash64;
      readonly lookUp: true;
    };

export type OpenCandidate = Extract<Candidate, { kind: 'open' }>;
export type GoneCandidate = Extract<Candidate, { kind: 'gone' }>;

/** First half of the diff: what the fingerprints alone can tell, without a request. */
export function compareWithFingerprints(
  payload: RecordsPayload,
  fingerprints: Fingerprints,
  verify: Verify,
): Candidate[] {
  const duplicates = new Set(payload.duplicates);
  return payload.ids.map((externalId, position) => {
    const name = payload.names[position] ?? null;
    const page = payload.pageOf[position] ?? null;
    const line = payload.lines[position] ?? 'null';
    const base = { externalId, name, page };
    if (externalId === null) return skipped(base, null, 'no_id', 'The record has no id that can be used.');
    const key = hash64(externalId);
    if (duplicates.has(position)) {
      return skipped(base, key, 'duplicate_id', 'A record with this id came before in this run; the first one counts.');
    }
    const verdict = payload.verdicts?.[position];
    if (verdict?.kind === 'gone') return { kind: 'gone', externalId, page, key, lookUp: true };
    if (verdict) {
      const { code, message } = verdict;
      return { kind: 'decided', key, entity: { ...base, action: 'SKIP', status: 'ERROR', code, message } };
    }
    const bytes = bytesIfMany(line);
    if (bytes > bytesPerRecord) {
      const message = `The record takes ${bytes} bytes; the record store holds up to ${bytesPerRecord}.`;
      const entity = { ...base, action: 'SKIP', status: 'ERROR', code: 'record_too_large', message } as const;
      return { kind: 'decided', key, entity };
    }
    const content = hash64(line);
    const index = fingerprints.indexOf(key);
    if (index >= 0 && verify !== 'all' && fingerprints.hasContent(index, content)) return unchanged(base, key);
    const lookUp = index >= 0 || verify !== 'none';
    return { kind: 'open', externalId, name, page, key, content, line, lookUp };
  });
}

export interface Decision {
  readonly entity: EntityEntry;
  /** What to write; null where the store already says so. */
  readonly write: RecordWrite | null;
  /** Of an update, the record as it was: what changed is still to be told. */
  readonly before: string | null;
}

/**
 * Second half: against what is stored. A record that this run itself wrote, by an attempt that was given up, keeps the
 * action that it had then, so that it is told once and told truly.
 */
export function compareWithStored(
  candidate: OpenCandidate,
  stored: StoredRecord | undefined,
  runId: string,
  at: string,
): Decision {
  const { externalId, name, page, key, line: data } = candidate;
  const keyHash = hashToHex(key);
  const base = { externalId, name, page };
  if (stored && stored.externalId !== externalId) return untouched(collision(base, stored.externalId));

  const content = hashToHex(candidate.content);
  const live = stored && stored.deletedAt === null ? stored : undefined;
  const record = { externalId, name, data, runId, changedAt: at, deletedAt: null };
  if (!live) {
    return {
      entity: { ...base, action: 'CREATE', status: 'OK', content },
      write: { keyHash, record: { ...record, action: 'CREATE', createdAt: at } },
      before: null,
    };
  }
  const ofThisRun = live.runId === runId && live.action !== 'DELETE' ? live.action : undefined;
  if (sameRecord(live.data, data)) {
    return untouched({ ...base, action: ofThisRun ?? 'NONE', status: 'OK', content });
  }
  const action = ofThisRun ?? 'UPDATE';
  return {
    entity: { ...base, action, status: 'OK', content },
    write: { keyHash, record: { ...record, action, createdAt: live.createdAt } },
    before: action === 'UPDATE' ? live.data : null,
  };
}

/** For what the store holds already, or will never hold. */
export const untouched = (entity: EntityEntry): Decision => ({ entity, write: null, before: null });

/** UTF-8 takes up to three bytes for each of JavaScript's characters; only long texts are worth a count. */
const bytesIfMany = (line: string): number =>
  line.length * 3 > bytesPerRecord ? Buffer.byteLength(line) : line.length;

type Base = Pick<EntityEntry, 'externalId' | 'name' | 'page'>;

const unchanged = (base: Base, key: Hash64): Candidate => ({
  kind: 'decided',
  key,
  entity: { ...base, action: 'NONE', status: 'OK' },
});

const skipped = (base: Base, key: Hash64 | null, code: string, message: string): Candidate => ({
  kind: 'decided',
  key,
  entity: { ...base, action: 'SKIP', status: 'WARNING', code, message },
});

const collision = (base: Base, other: string): EntityEntry => ({
  ...base,
  action: 'SKIP',
  status: 'ERROR',
  code: 'key_collision',
  message: `The ids of this record and of ${other} have the same 64-bit hash; only the earlier one can be stored.`,
});
