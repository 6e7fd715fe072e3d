import { ulid } from 'ulid';
import { type Caller, type LaunchDependencies, launchRun } from '../control/launch-run.ts';
import type { IntegrationStore, StoredIntegration } from '../integrations/integration-store.ts';
import type { RunStore } from '../runs/run-store.ts';
import type { StagedDeletionStore, StoredDeletions } from './staged-deletion-store.ts';

export interface DecideStagedDependencies extends LaunchDependencies {
  readonly integrations: IntegrationStore;
  readonly runs: RunStore;
  readonly stagedDeletions: StagedDeletionStore;
}

/** Which deletions, and what is said of them. */
export interface StagedRequest {
  readonly runId: string;
  readonly stream: string;
  readonly reason?: string | undefined;
}

export type DecideStagedResult =
  /** Also where the same had been decided before. */
  | { readonly kind: 'decided'; readonly deletions: StoredDeletions }
  | { readonly kind: 'run-not-found' }
  | { readonly kind: 'not-staged' }
  /** Something else was decided, or nothing in time. */
  | { readonly kind: 'not-pending'; readonly deletions: StoredDeletions };

export type ApproveResult =
  | DecideStagedResult
  | { readonly kind: 'integration-gone'; readonly integrationId: string }
  | { readonly kind: 'not-active'; readonly status: string; readonly reason: string | null }
  | { readonly kind: 'busy'; readonly runId: string; readonly stream: string };

/**
 * Says yes to staged deletions: starts the run that carries them out. Which run that will be is written down before it is
 * started, so that of two who say yes at once one starts it, and whoever says it again after a death starts the same.
 */
export async function approveDeletions(
  deps: DecideStagedDependencies,
  caller: Caller,
  request: StagedRequest,
): Promise<ApproveResult> {
  const found = await find(deps, caller.org, request);
  if ('kind' in found) return found;
  if (found.state !== 'PENDING' && found.state !== 'APPROVED') return { kind: 'not-pending', deletions: found };
  const integration = await deps.integrations.get(caller.org, found.integrationId);
  if (!integration) return { kind: 'integration-gone', integrationId: found.integrationId };
  if (found.state === 'PENDING' && integration.status !== 'ACTIVE') {
    return { kind: 'not-active', status: integration.status, reason: integration.statusReason };
  }
  const approved = found.state === 'APPROVED' ? found : await approve(deps, caller, found, request);
  // Somebody else was quicker; what they decided is looked at like any other.
  if (approved === 'refused') return approveDeletions(deps, caller, request);
  return launch(deps, caller, integration, approved);
}

/** Says no to staged deletions. Their records stay; the next full run finds them again. */
export async function rejectDeletions(
  deps: DecideStagedDependencies,
  caller: Caller,
  request: StagedRequest,
): Promise<DecideStagedResult> {
  const found = await find(deps, caller.org, request);
  if ('kind' in found) return found;
  if (found.state === 'REJECTED') return { kind: 'decided', deletions: found };
  if (found.state !== 'PENDING') return { kind: 'not-pending', deletions: found };
  const decision = decisionOf(deps, caller, request);
  const rejected = await deps.stagedDeletions.decide(found, { ...decision, state: 'REJECTED', deletionRunId: null });
  return rejected === 'refused' ? rejectDeletions(deps, caller, request) : { kind: 'decided', deletions: rejected };
}

/** What one run staged, stream by stream. */
export async function stagedByRun(
  { runs, stagedDeletions }: Pick<DecideStagedDependencies, 'runs' | 'stagedDeletions'>,
  org: string,
  runId: string,
): Promise<StoredDeletions[] | undefined> {
  const run = await runs.get(org, runId);
  if (!run) return undefined;
  const { integrationId } = run;
  const found = await Promise.all(
    run.streams.map((stream) => stagedDeletions.get({ org, runId, integrationId, stream })),
  );
  return found.filter((one) => one !== undefined);
}

async function find(
  { runs, stagedDeletions }: DecideStagedDependencies,
  org: string,
  { runId, stream }: StagedRequest,
): Promise<StoredDeletions | { kind: 'run-not-found' } | { kind: 'not-staged' }> {
  const run = await runs.get(org, runId);
  if (!run) return { kind: 'run-not-found' };
  const { integrationId } = run;
  return (await stagedDeletions.get({ org, runId, integrationId, stream })) ?? { kind: 'not-staged' };
}

const decisionOf = ({ now }: DecideStagedDependencies, { user }: Caller, { reason }: StagedRequest) => ({
  decidedBy: user,
  decidedAt: new Date(now()).toISOString(),
  reason: reason ?? null,
});

const approve = (deps: DecideStagedDependencies, caller: Caller, found: StoredDeletions, request: StagedRequest) =>
  deps.stagedDeletions.decide(found, {
    ...decisionOf(deps, caller, request),
    state: 'APPROVED',
    deletionRunId: ulid(deps.now()),
  });

async function launch(
  deps: DecideStagedDependencies,
  caller: Caller,
  integration: StoredIntegration,
  approved: StoredDeletions,
): Promise<ApproveResult> {
  const { runId, stream, deletionRunId } = approved;
  if (deletionRunId === null) throw new Error(`The deletions of run ${runId} were approved without a run.`);
  if (await deps.runs.get(caller.org, deletionRunId).then((run) => run && run.progress !== 'CREATED')) {
    return { kind: 'decided', deletions: approved };
  }
  const launched = await launchRun(deps, caller, integration, deletionRunId, {
    type: 'background',
    trigger: 'MANUAL',
    modes: { [stream]: 'staged' },
    selections: {},
    dryRun: false,
    retryOf: runId,
    asOf: runId,
  });
  if (launched.kind === 'started') return { kind: 'decided', deletions: approved };
  await deps.stagedDeletions.reopen(approved);
  return launched;
}
