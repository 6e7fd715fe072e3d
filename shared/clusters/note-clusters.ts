import type { StoredRun } from '../runs/run-store.ts';
import type { StoredStep } from '../steps/step-store.ts';
import type { Cluster } from './cluster.ts';
import { ClusterBuilder } from './cluster-builder.ts';
import type { ClusterStore } from './cluster-store.ts';

/** A step of a run that has ended, with the clusters of its records. */
export interface ClusteredStep {
  readonly step: Pick<StoredStep, 'stream' | 'pull'>;
  readonly clusters: readonly Cluster[];
}

/**
 * Notes everything that went wrong in a run that has ended: the clusters of its records, the error that ended reading a
 * stream, and the run's own where no stream has it. May be done any number of times.
 */
export async function noteClusters(
  store: ClusterStore,
  run: StoredRun,
  steps: readonly ClusteredStep[],
): Promise<void> {
  if (!run.result) throw new Error(`Run ${run.runId} has not ended, so its clusters cannot be noted.`);
  const noted = { ...run, endedAt: run.result.endedAt };
  for (const { step, clusters } of steps) {
    const builder = new ClusterBuilder(step.stream);
    builder.addError(step.pull.error);
    builder.addAll(clusters);
    await store.note(noted, step.stream, builder.clusters(), run.expiresAt);
  }
  const { error } = run.result;
  if (!error || steps.some(({ step }) => step.pull.error?.code === error.code)) return;
  const builder = new ClusterBuilder(null);
  builder.addError(error);
  await store.note(noted, null, builder.clusters(), run.expiresAt);
}
