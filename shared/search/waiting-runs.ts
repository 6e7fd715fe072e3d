import type { RunStore, StoredRun } from '../runs/run-store.ts';
import type { StepStore, StoredStep } from '../steps/step-store.ts';
import { isExpired } from '../trail/retention.ts';
import { entitiesOf } from './entities-of-step.ts';
import type { StreamIndex } from './search-index-store.ts';

/** A run that can be merged: its trail is whole, and in the archive. */
export interface ReadyRun {
  readonly run: StoredRun;
  readonly step: StoredStep;
}

export interface WaitingRuns {
  /** Oldest first. */
  readonly ready: readonly ReadyRun[];
  /** Nobody needs to look into these any more: they are gone, or touched nothing. */
  readonly idle: readonly string[];
}

interface WaitingDependencies {
  readonly runs: RunStore;
  readonly steps: StepStore;
  readonly now: () => number;
}

/** What is to be done about the runs of a stream that are not merged; those that go on are in neither list. */
export async function waitingRuns(deps: WaitingDependencies, index: StreamIndex): Promise<WaitingRuns> {
  const runs = await deps.runs.getMany(index.org, index.unmerged);
  const kept = runs.filter(({ expiresAt }) => !isExpired(expiresAt, deps.now()));
  const archived = kept.filter(({ archivedAt }) => archivedAt !== null);
  const steps = await Promise.all(archived.map(({ org, runId }) => deps.steps.get({ ...index, org, runId })));
  const ready = archived.flatMap((run, position) => {
    const step = steps[position];
    return step && (step.finalCounts === null || entitiesOf(step) > 0) ? [{ run, step }] : [];
  });
  const busy = new Set(kept.filter(({ archivedAt }) => archivedAt === null).map(({ runId }) => runId));
  const merging = new Set(ready.map(({ run }) => run.runId));
  return {
    ready: ready.toSorted((one, other) => (one.run.runId < other.run.runId ? -1 : 1)),
    idle: index.unmerged.filter((runId) => !busy.has(runId) && !merging.has(runId)),
  };
}
