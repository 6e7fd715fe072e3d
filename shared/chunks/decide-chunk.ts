import type { FingerprintStore } from '../fingerprints/fingerprint-store.ts';
import { Fingerprints } from '../fingerprints/fingerprints.ts';
import { hashToHex } from '../fingerprints/hash.ts';
import type { RecordStore, RecordWrite } from '../records/record-store.ts';
import type { TrailBlock } from '../trail/trail-block.ts';
import type { ChunkEnvelope, ChunkPayload, RecordsPayload } from './chunk.ts';
import { compareWithFingerprints, compareWithStored, type DecidedChunk } from './decide.ts';
import { decideDeletions } from './decide-deletions.ts';

export interface DecideDependencies {
  readonly fingerprints: FingerprintStore;
  readonly records: RecordStore;
  readonly now: () => number;
}

/** What is to become of each record of a chunk. `earlier` is what a worker had decided that died before it was done. */
export async function decideChunk(
  deps: DecideDependencies,
  envelope: ChunkEnvelope,
  payload: ChunkPayload,
  earlier: TrailBlock | undefined,
): Promise<DecidedChunk> {
  const at = earlier?.at ?? new Date(deps.now()).toISOString();
  const decided =
    payload.kind === 'deletions'
      ? await decideDeletions(deps, envelope, payload, at)
      : await decideRecords(deps, envelope, payload, at);
  // The earlier worker saw what was there before it wrote; what is there now includes its writes.
  return earlier ? { ...decided, block: earlier } : decided;
}

async function decideRecords(
  deps: DecideDependencies,
  envelope: ChunkEnvelope,
  payload: RecordsPayload,
  at: string,
): Promise<DecidedChunk> {
  const fingerprints = await deps.fingerprints.load(envelope.fingerprints);
  // An object that is gone is the same as an earlier run's writes that it does not know.
  const verify = fingerprints ? envelope.verify : 'all';
  const candidates = compareWithFingerprints(payload, fingerprints ?? Fingerprints.empty, verify);
  const lookUps = candidates.flatMap((one) => (one.kind === 'open' && one.lookUp ? [hashToHex(one.key)] : []));
  const stored = await deps.records.read(envelope, lookUps);
  const writes: RecordWrite[] = [];
  const entities = candidates.map((candidate) => {
    if (candidate.kind === 'decided') return candidate.entity;
    const { entity, write } = compareWithStored(candidate, stored.get(hashToHex(candidate.key)), envelope.runId, at);
    if (write) writes.push(write);
    return entity;
  });
  const keys = candidates.flatMap(({ key }) => key ?? []);
  return { block: { at, pages: payload.pages, calls: payload.calls, entities }, keys, writes };
}
