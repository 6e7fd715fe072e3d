import type { IntegrationStore } from '../integrations/integration-store.ts';
import type { StoredStep } from '../steps/step-store.ts';
import { defaultGuard, type FoundDeletions, guardOf, limitsOf, mustBeStaged } from './deletion-guard.ts';
import { type StagedDeletionStore, undecided } from './staged-deletion-store.ts';

export interface StageDependencies {
  readonly integrations: IntegrationStore;
  readonly stagedDeletions: StagedDeletionStore;
  readonly now: () => number;
}

const msPerDay = 86_400_000;

/** Whether the deletions that a step has found wait for somebody's yes. What was decided once for a step stays so. */
export async function areStaged(deps: StageDependencies, step: StoredStep, found: FoundDeletions): Promise<boolean> {
  if (step.comparison) return step.comparison.staged === true;
  if (found.unseen === 0) return false;
  const integration = await deps.integrations.get(step.org, step.integrationId);
  return mustBeStaged(limitsOf(integration ? guardOf(integration) : defaultGuard, step.stream), found);
}

/** Keeps which records wait. Doing it again does the same again. */
export async function stageDeletions(
  deps: StageDependencies,
  step: StoredStep,
  keys: readonly string[],
  known: number,
): Promise<void> {
  const { org, integrationId, runId, stream, expiresAt, pull } = step;
  const integration = await deps.integrations.get(org, integrationId);
  const guard = (integration && guardOf(integration)) ?? defaultGuard;
  const stagedAt = deps.now();
  await deps.stagedDeletions.stage(
    {
      org,
      runId,
      integrationId,
      integrationName: integration?.name ?? integrationId,
      stream,
      count: keys.length,
      known,
      pulled: pull.pulled,
      stagedAt: new Date(stagedAt).toISOString(),
      decideBy: new Date(stagedAt + guard.expiresAfterDays * msPerDay).toISOString(),
      ...undecided,
      expiresAt,
    },
    keys,
  );
}

/** A run that could tell what the source no longer has takes the place of what earlier ones found. */
export async function supersedeStaged(deps: StageDependencies, step: StoredStep): Promise<void> {
  for (const earlier of await deps.stagedDeletions.pending(step)) {
    if (earlier.runId >= step.runId) continue;
    await deps.stagedDeletions.decide(earlier, {
      state: 'SUPERSEDED',
      decidedBy: 'system',
      decidedAt: new Date(deps.now()).toISOString(),
      reason: `Run ${step.runId} read the whole stream again.`,
      deletionRunId: null,
    });
  }
}
