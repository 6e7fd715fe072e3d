import type { StepStore } from '../steps/step-store.ts';
import type { StreamStateStore } from '../streams/stream-state-store.ts';
import { groupOfChunk, tallyKey } from '../table/keys.ts';
import { addCounts, type TallyCounts } from '../tally/chunk-counts.ts';
import type { TallyStore } from '../tally/tally-store.ts';
import type { Workflow } from '../workflow/workflow.ts';
import type { ChunkEnvelope } from './chunk.ts';

export interface TallyDependencies {
  readonly steps: StepStore;
  readonly streams: StreamStateStore;
  readonly tallies: TallyStore;
  readonly workflow: Workflow;
  readonly now: () => number;
}

/** A chunk that is dealt with, and what it adds to the tallies. */
export interface FinishedChunk {
  readonly envelope: ChunkEnvelope;
  readonly counts: TallyCounts;
}

/** Counts chunks, and lets the run go on where one was its last. Chunks of one group are counted in one request. */
export async function tallyAndWake(deps: TallyDependencies, finished: readonly FinishedChunk[]): Promise<void> {
  const groups = Map.groupBy(finished, ({ envelope }) => tallyKey(envelope, groupOfChunk(envelope.chunk)).pk);
  for (const chunks of groups.values()) {
    const [first] = chunks;
    if (first && !(await tallyTogether(deps, first.envelope, chunks))) {
      for (const chunk of chunks) await tallyAlone(deps, chunk);
    }
  }
}

async function tallyTogether(
  deps: TallyDependencies,
  step: ChunkEnvelope,
  chunks: readonly FinishedChunk[],
): Promise<boolean> {
  if (chunks.length === 1) return false;
  const numbers = chunks.map(({ envelope }) => envelope.chunk);
  const counts = addCounts(...chunks.map((one) => one.counts));
  const { result, stepComplete } = await deps.tallies.tallyTogether(step, numbers, counts, step.hotUntil);
  if (stepComplete) await wake(deps, step);
  return result === 'counted';
}

async function tallyAlone(deps: TallyDependencies, { envelope, counts }: FinishedChunk): Promise<void> {
  const { result, stepComplete } = await deps.tallies.tallyChunk(envelope, counts, envelope.hotUntil);
  if (result === 'already') await noteIfStray(deps, envelope, counts);
  if (stepComplete) await wake(deps, envelope);
}

async function wake({ steps, workflow }: TallyDependencies, envelope: ChunkEnvelope): Promise<void> {
  const step = await steps.get(envelope);
  if (step?.complete && step.taskToken !== null) await workflow.succeed(step.taskToken);
}

/** This worker wrote to the target although its chunk had been given up meanwhile: the next run must look closer. */
async function noteIfStray(deps: TallyDependencies, envelope: ChunkEnvelope, counts: TallyCounts): Promise<void> {
  if (envelope.dryRun || counts.created + counts.updated + counts.deleted === 0) return;
  const { voided, settled } = await deps.tallies.group(envelope, groupOfChunk(envelope.chunk));
  if (voided.has(envelope.chunk) || settled.has(envelope.chunk)) await deps.streams.noteStray(envelope);
}
