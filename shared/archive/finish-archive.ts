import { ClusterBuilder } from '../clusters/cluster-builder.ts';
import type { ClusterStore } from '../clusters/cluster-store.ts';
import { type ClusteredStep, noteClusters } from '../clusters/note-clusters.ts';
import type { Objects } from '../objects/objects.ts';
import type { RunStore, StoredRun } from '../runs/run-store.ts';
import { isEnded } from '../runs/run-transitions.ts';
import type { StepStore, StoredStep } from '../steps/step-store.ts';
import type { ReadableTrail } from '../trail/readable-trail.ts';
import { daysUntil } from '../trail/retention.ts';
import type { RunInput } from '../workflow/workflow.ts';
import { directoryKey, fileKey, manifestKey } from './archive-keys.ts';
import type { ArchivedGroup } from './chunk-directory.ts';
import { encodeManifest, type Manifest } from './manifest.ts';
import { proveArchived } from './prove-archived.ts';

export interface FinishArchiveDependencies {
  readonly archive: Objects;
  readonly hot: ReadableTrail;
  readonly clusters: ClusterStore;
  readonly runs: RunStore;
  readonly steps: StepStore;
  readonly now: () => number;
}

/**
 * Last act of archiving a run: proves that all of its trail is in the archive, writes its manifest, and only then says
 * so on the run. Where something is missing, the step's directory is removed, so that the next attempt writes it anew.
 */
export async function finishArchive(deps: FinishArchiveDependencies, { org, runId }: RunInput): Promise<void> {
  const run = await deps.runs.get(org, runId);
  if (!run || run.archivedAt !== null) return;
  if (!isEnded(run.progress)) throw new Error(`Run ${runId} has not ended, so it cannot be archived.`);
  const steps = await deps.steps.list(org, runId);
  const archived = await Promise.all(steps.map(async (step) => ({ step, groups: await provenGroups(deps, step) })));
  // What a dry run finds out stays within it.
  if (!run.dryRun) await noteClusters(deps.clusters, run, archived.map(clusteredStep));
  const archivedAt = new Date(deps.now()).toISOString();
  const days = daysUntil(run.expiresAt, deps.now());
  await deps.archive.put(manifestKey(org, runId), encodeManifest(manifestOf(run, archived, archivedAt)), { days });
  await deps.runs.noteArchived(org, runId, archivedAt);
}

async function provenGroups(
  deps: Pick<FinishArchiveDependencies, 'archive' | 'hot'>,
  step: StoredStep,
): Promise<readonly ArchivedGroup[]> {
  const proof = await proveArchived(deps, step);
  if (proof.kind === 'proven') return proof.groups;
  await deps.archive.remove(directoryKey(step));
  throw new Error(`The archive of run ${step.runId} lacks ${proof.what}; it is written anew by the next attempt.`);
}

interface ArchivedStep {
  readonly step: StoredStep;
  readonly groups: readonly ArchivedGroup[];
}

function clusteredStep({ step, groups }: ArchivedStep): ClusteredStep {
  const builder = new ClusterBuilder(step.stream);
  for (const { clusters } of groups) builder.addAll(clusters);
  return { step, clusters: builder.clusters() };
}

function manifestOf(
  { archiving, archivedAt: _, ...run }: StoredRun,
  archived: readonly ArchivedStep[],
  archivedAt: string,
): Manifest {
  return {
    version: 1,
    archivedAt,
    run,
    steps: archived.map(({ step, groups }) => {
      const { stream, mode, startedAt, endedAt, finalCounts, proof } = step;
      const files = groups.flatMap(({ group, files: ofGroup }) =>
        ofGroup.map(({ of, bytes }) => ({ of, key: fileKey(step, group, of), bytes })),
      );
      return { stream, mode, startedAt, endedAt, finalCounts, proof, files };
    }),
  };
}
