import { ulid } from 'ulid';
import type { Proof } from '../../shared/api/run.ts';
import { hash64, hashToHex } from '../../shared/fingerprints/hash.ts';
import type { RecordStore } from '../../shared/records/record-store.ts';
import type { RunStore } from '../../shared/runs/run-store.ts';
import { summarize } from '../../shared/runs/summarize-run.ts';
import { pullNotStarted, type StepStore } from '../../shared/steps/step-store.ts';
import { chunksPerGroup, groupOfChunk } from '../../shared/table/keys.ts';
import { addCounts, noCounts } from '../../shared/tally/chunk-counts.ts';
import type { TallyStore } from '../../shared/tally/tally-store.ts';
import { countBlock } from '../../shared/trail/count-block.ts';
import type { EntityEntry } from '../../shared/trail/trail-block.ts';
import type { TrailStore } from '../../shared/trail/trail-store.ts';

export interface WriteDependencies {
  readonly records: RecordStore;
  readonly runs: RunStore;
  readonly steps: StepStore;
  readonly tallies: TallyStore;
  readonly trail: TrailStore;
}

export interface Written {
  readonly id: string;
  readonly action: EntityEntry['action'];
  readonly status?: EntityEntry['status'];
  readonly code?: string;
  /** What got through to the record store, where the entry does not say so. */
  readonly written?: 'CREATE' | 'UPDATE';
  /** JSON; default: the id. */
  readonly data?: string;
}

export interface RunToWrite {
  readonly org: string;
  readonly integrationId: string;
  readonly connector?: string;
  readonly startedAt: number;
  /** When its first chunk was applied; the others follow by the second. Default: at its start. */
  readonly appliedAt?: number;
  /** Null while it goes on. */
  readonly endedAt: number | null;
  /** The chunks of each stream. */
  readonly streams: Readonly<Record<string, readonly (readonly Written[])[]>>;
  readonly hotDays?: number;
  /** It died before it had its streams. */
  readonly neverStarted?: boolean;
}

const days = 86_400;

/** Writes a run as its workers would have, with what they wrote into the record store. Answers with its id. */
export async function writeRun(deps: WriteDependencies, run: RunToWrite): Promise<string> {
  const { org, integrationId, startedAt, endedAt, connector = 'test', neverStarted = false, hotDays = 30 } = run;
  const runId = ulid(startedAt);
  const streams = Object.keys(run.streams);
  const expiresAt = Math.floor(startedAt / 1000) + 30 * days;
  const hotUntil = Math.floor(startedAt / 1000) + hotDays * days;
  const at = new Date(startedAt).toISOString();
  await deps.runs.create(
    {
      org,
      runId,
      integrationId,
      integrationName: `name of ${integrationId}`,
      connector,
      direction: 'inbound',
      action: 'sync',
      type: 'full',
      trigger: 'API',
      startedBy: 'tester',
      startedAt: at,
      retryOf: null,
      dryRun: false,
      streams,
      modes: {},
    },
    { hotUntil, expiresAt },
  );
  const writeStep = async ([stream, chunks]: [string, RunToWrite['streams'][string]]) => {
    const step = { org, runId, stream, integrationId };
    const compared = {
      mode: 'full',
      cursor: null,
      fingerprints: null,
      knownRecords: 0,
      verify: false,
      strays: 0,
    } as const;
    await deps.steps.open({ ...step, ...compared, startedAt: at, hotUntil, expiresAt });
    await writeChunks(deps, step, chunks, run.appliedAt ?? startedAt, hotUntil);
    if (endedAt !== null) await closeStep(deps, step, chunks.length, hotUntil, endedAt);
  };
  if (!neverStarted) await Promise.all(Object.entries(run.streams).map(writeStep));
  if (endedAt !== null) await endRun(deps, { org, runId }, endedAt, neverStarted);
  return runId;
}

type StepOf = { org: string; runId: string; stream: string; integrationId: string };

/** Adds chunks to a step, from a number on. */
export async function writeChunks(
  deps: WriteDependencies,
  step: StepOf,
  chunks: readonly (readonly Written[])[],
  appliedAt: number,
  hotUntil: number,
  first = 0,
): Promise<void> {
  for (const [index, written] of chunks.entries()) {
    const chunk = { ...step, chunk: first + index };
    const at = new Date(appliedAt + 1_000 * (first + index)).toISOString();
    const entities = written.map(({ id, action, status = 'OK', code }): EntityEntry => {
      return { externalId: id, name: null, page: 1, action, status, ...(code !== undefined && { code }) };
    });
    const block = { at, pages: [], calls: [], entities };
    const keys = written.map(({ id }) => hash64(id));
    await deps.trail.putAll([{ chunk, block, keys, counts: countBlock(block), expiresAt: hotUntil }]);
    await deps.records.write(step, await recordsOf(deps, step, written, at));
    await deps.tallies.tallyChunk(chunk, countBlock(block), hotUntil);
  }
  const nextChunk = first + chunks.length;
  await deps.steps.savePull(step, 0, { ...pullNotStarted, nextChunk, reserved: nextChunk });
}

async function recordsOf({ records }: WriteDependencies, step: StepOf, written: readonly Written[], at: string) {
  const changes = written.flatMap(({ id, data, ...entry }) => {
    const action = entry.written ?? (entry.status === 'ERROR' ? 'SKIP' : entry.action);
    return action === 'NONE' || action === 'SKIP' ? [] : [{ id, action, data }];
  });
  const before = await records.read(
    step,
    changes.map(({ id }) => hashToHex(hash64(id))),
  );
  return changes.map(({ id, action, data = JSON.stringify({ id }) }) => {
    const keyHash = hashToHex(hash64(id));
    const deletedAt = action === 'DELETE' ? at : null;
    const createdAt = action === 'CREATE' ? at : (before.get(keyHash)?.createdAt ?? at);
    return {
      keyHash,
      record: {
        externalId: id,
        name: `name of ${id}`,
        data: deletedAt === null ? data : 'null',
        runId: step.runId,
        action,
        createdAt,
        changedAt: at,
        deletedAt,
      },
    };
  });
}

async function closeStep(deps: WriteDependencies, step: StepOf, chunks: number, hotUntil: number, endedAt: number) {
  const last = groupOfChunk(chunks - 1);
  if (chunks > 0) await deps.tallies.sealGroup(step, last, chunks - last * chunksPerGroup, hotUntil);
  await deps.steps.setGroups(step, last + 1);
  const groups = await deps.tallies.groups(step, last + 1);
  const counts = addCounts(noCounts, ...groups.map((group) => group.counts));
  await deps.steps.close(step, proof, counts, new Date(endedAt).toISOString());
}

const proof: Proof = {
  complete: true,
  pulled: 0,
  accounted: 0,
  deletionsChecked: true,
  unseen: 0,
  deleted: 0,
  staged: 0,
  missing: [],
};

async function endRun(
  deps: WriteDependencies,
  { org, runId }: { org: string; runId: string },
  endedAt: number,
  neverStarted: boolean,
) {
  const steps = await deps.steps.list(org, runId);
  const counted = steps.map((step) => ({ step, counts: step.finalCounts ?? noCounts }));
  await deps.runs.move(org, runId, 'RUNNING');
  await deps.runs.end(org, runId, 'FINISHED', {
    ...summarize(counted, null),
    endedAt: new Date(endedAt).toISOString(),
    outcome: 'SUCCESS',
    message: '',
    error: neverStarted ? { code: 'never_started', message: '' } : null,
    proof: steps.map(({ stream }) => ({ ...proof, stream })),
  });
}
