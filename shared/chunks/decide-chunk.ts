import type { FingerprintStore } from '../fingerprints/fingerprint-store.ts';
import { Fingerprints } from '../fingerprints/fingerprints.ts';
import { hashToHex } from '../fingerprints/hash.ts';
import type { RedactorFor } from '../integrations/remember-redactors.ts';
import type { RecordStore } from '../records/record-store.ts';
import { inTrailOrder } from '../trail/entity-order.ts';
import type { TrailBlock } from '../trail/trail-block.ts';
import type { ChunkEnvelope, ChunkPayload, RecordsPayload } from './chunk.ts';
import { compareWithFingerprints, compareWithStored, type DecidedChunk, untouched } from './decide.ts';
import { decideDeletions } from './decide-deletions.ts';
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
  return earlier ? { ...decided, block: earlier } : decided;
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
  const lookUps = candidates.flatMap((one) => (one.kind === 'open' && one.lookUp ? [hashToHex(one.key)] : []));
  const stored = await deps.records.read(envelope, lookUps);
  const decisions = candidates.map((candidate) =>
    candidate.kind === 'decided'
      ? untouched(candidate.entity)
      : compareWithStored(candidate, stored.get(hashToHex(candidate.key)), envelope.runId, at),
  );
  const keys = candidates.flatMap(({ key }) => key ?? []);
  const writes = decisions.flatMap(({ write }) => write ?? []);
  // The earlier worker saw what was there before it wrote; what is there now includes its writes.
  if (earlier) return { block: earlier, keys, writes };
  const entities = inTrailOrder(await tellChanges(deps.redactorFor, envelope, decisions));
  return { block: { at, pages: payload.pages, calls: payload.calls, entities }, keys, writes };
}

const momentOf = ({ now }: DecideDependencies, earlier: TrailBlock | undefined): string =>
  earlier?.at ?? new Date(now()).toISOString();
