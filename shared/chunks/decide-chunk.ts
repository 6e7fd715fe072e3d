import type { FingerprintStore } from '../fingerprints/fingerprint-store.ts';
import { Fingerprints } from '../fingerprints/fingerprints.ts';
import { hashToHex } from '../fingerprints/hash.ts';
import type { RedactorFor } from '../integrations/remember-redactors.ts';
import type { RecordStore } from '../records/record-store.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { inTrailOrder } from '../trail/entity-order.ts';
import type { TrailBlock } from '../trail/trail-block.ts';
import type { ChunkEnvelope, ChunkPayload, RecordsPayload } from './chunk.ts';
import {
  type Candidate,
  compareWithFingerprints,
  compareWithStored,
  type DecidedChunk,
  type Decision,
  untouched,
} from './decide.ts';
import { decideDeletions, decideGone } from './decide-deletions.ts';
import { isOutdated, outdated } from './decide-replay.ts';
import { decideUnclear, isUnclear } from './decide-unclear.ts';
import { decidedAgain } from './decided-again.ts';
import { tellChanges } from './tell-changes.ts';

export interface DecideDependencies {
  readonly fingerprints: FingerprintStore;
  readonly records: RecordStore;
  /** Asked only for chunks with an update. */
  readonly redactorFor: RedactorFor;
  readonly now: () => number;
}

/** What is to become of each record of a chunk. `earlier` is what a worker had decided that died before it was done. */
export async function decideChunk(
  deps: DecideDependencies,
  envelope: ChunkEnvelope,
  payload: ChunkPayload,
  earlier: TrailBlock | undefined,
): Promise<DecidedChunk> {
  if (payload.kind === 'records') return decideRecords(deps, envelope, payload, earlier);
  const decided = await decideDeletions(deps, envelope, payload, momentOf(deps, earlier));
  if (!earlier) return decided;
  return { ...decided, block: envelope.outbound ? continued(decided, earlier) : earlier };
}

async function decideRecords(
  deps: DecideDependencies,
  envelope: ChunkEnvelope,
  payload: RecordsPayload,
  earlier: TrailBlock | undefined,
): Promise<DecidedChunk> {
  const at = momentOf(deps, earlier);
  const fingerprints = await deps.fingerprints.load(envelope.fingerprints);
  // An object that is gone is the same as an earlier run's writes that it does not know.
  const verify = fingerprints ? envelope.verify : 'all';
  const candidates = compareWithFingerprints(payload, fingerprints ?? Fingerprints.empty, verify);
  const lookUps = candidates.flatMap((one) => (one.kind === 'decided' || !one.lookUp ? [] : [hashToHex(one.key)]));
  const stored = await deps.records.read(envelope, lookUps);
  const decisions = candidates.map((candidate) =>
    decide(envelope, candidate, candidate.key ? stored.get(hashToHex(candidate.key)) : undefined, at),
  );
  const keys = candidates.flatMap(({ key }) => key ?? []);
  const writes = decisions.flatMap(({ write }) => write ?? []);
  // The earlier worker saw what was there before it wrote; what is there now includes its writes.
  if (earlier && !envelope.outbound) return { block: earlier, keys, writes };
  const entities = inTrailOrder(await tellChanges(deps.redactorFor, envelope, decisions));
  const decided = { block: { at, pages: payload.pages, calls: payload.calls, entities }, keys, writes };
  return earlier ? { ...decided, block: continued(decided, earlier) } : decided;
}

function decide(envelope: ChunkEnvelope, candidate: Candidate, stored: StoredRecord | undefined, at: string): Decision {
  if (candidate.kind === 'decided') return untouched(candidate.entity);
  if (candidate.kind === 'gone') return decideGone(candidate, stored, envelope.runId, at);
  if (isOutdated(envelope, candidate, stored)) return outdated(candidate);
  if (isUnclear(candidate, stored)) return decideUnclear(candidate, stored, envelope.runId, at);
  const decision = compareWithStored(candidate, stored, envelope.runId, at);
  // What the target has, it has under this id.
  const targetId = decision.write ? null : stored?.target?.id;
  return targetId ? { ...decision, entity: { ...decision.entity, targetId } } : decision;
}

/** Of an outbound chunk: what the earlier worker asked the target, and decided where nothing is left to do. */
const continued = ({ block, writes }: DecidedChunk, earlier: TrailBlock): TrailBlock => ({
  ...earlier,
  entities: decidedAgain(block.entities, earlier.entities, writes),
});

const momentOf = ({ now }: DecideDependencies, earlier: TrailBlock | undefined): string =>
  earlier?.at ?? new Date(now()).toISOString();
