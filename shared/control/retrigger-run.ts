import { ulid } from 'ulid';
import type { RetriggerRun } from '../api/run.ts';
import type { StoredIntegration } from '../integrations/integration-store.ts';
import type { Selection, StoredRun } from '../runs/run-store.ts';
import { isEnded } from '../runs/run-transitions.ts';
import { isExpired } from '../trail/retention.ts';
import { type Caller, launchRun } from './launch-run.ts';
import { onceForKey } from './once-for-key.ts';
import { planRetry, type RetryFailedDependencies, type RetryPlan } from './retry-failed.ts';
import { chooseStreams, type StartRunDependencies, type StartRunResult, startedOnce } from './start-run.ts';

export type RetriggerDependencies = StartRunDependencies & RetryFailedDependencies;

export type RetriggerResult =
  | Exclude<StartRunResult, { kind: 'not-found' }>
  | { readonly kind: 'run-not-found' }
  | { readonly kind: 'integration-not-found'; readonly integrationId: string }
  | { readonly kind: 'not-ended' }
  | { readonly kind: 'nothing-to-retry'; readonly reason: string };

/** R6: does a run again that has ended: all of it, or only the records that failed. */
export async function retriggerRun(
  deps: RetriggerDependencies,
  caller: Caller,
  runId: string,
  { scope }: RetriggerRun,
  key: string | null = null,
): Promise<RetriggerResult> {
  const keyed = { org: caller.org, key, content: ['retrigger', runId, scope], id: ulid(deps.now()) };
  return startedOnce(
    await onceForKey(deps.keys, keyed, async (newRunId) => {
      const result = await retrigger(deps, caller, runId, scope, newRunId);
      return { made: result.kind === 'started', result };
    }),
  );
}

async function retrigger(
  deps: RetriggerDependencies,
  caller: Caller,
  runId: string,
  scope: RetriggerRun['scope'],
  newRunId: string,
): Promise<RetriggerResult> {
  const run = await deps.runs.get(caller.org, runId);
  if (!run || isExpired(run.expiresAt, deps.now())) return { kind: 'run-not-found' };
  if (!isEnded(run.progress)) return { kind: 'not-ended' };
  if (run.action !== 'sync') return { kind: 'nothing-to-retry', reason: 'Only syncs can be done again.' };
  const integration = await deps.integrations.get(run.org, run.integrationId);
  if (!integration) return { kind: 'integration-not-found', integrationId: run.integrationId };
  if (integration.status !== 'ACTIVE') {
    return { kind: 'not-active', status: integration.status, reason: integration.statusReason };
  }
  const planned = scope === 'all' ? await planAgain(deps, run, integration) : await planRetry(deps, run, integration);
  if (planned.kind !== 'plan') return planned;
  return launchRun(deps, caller, integration, newRunId, { ...planned.plan, trigger: 'RETRY' });
}

type Refusal = Extract<StartRunResult, { kind: 'unknown-stream' | 'mode-not-offered' | 'not-offered' }>;

/** The same streams in the same way; of streams of which only some records were taken, the same records. */
async function planAgain(
  deps: RetriggerDependencies,
  run: StoredRun,
  integration: StoredIntegration,
): Promise<RetryPlan | Refusal> {
  const { type, streams, modes, dryRun, runId } = run;
  const common = { dryRun, retryOf: runId };
  const asked = type === 'background' ? {} : { type };
  const chosen = chooseStreams(integration, { streams: [...streams], ...asked });
  if (chosen.kind !== 'chosen') return chosen;
  if (type !== 'background') {
    return { kind: 'plan', plan: { ...common, type: chosen.type, modes: chosen.modes, selections: {} } };
  }
  const selections: Record<string, Selection> = {};
  for (const stream of streams) {
    const selection = await deps.runs.selection({ org: run.org, runId, stream });
    if (!selection)
      return { kind: 'nothing-to-retry', reason: `It is not known any more which of ${stream} it was for.` };
    const byId = integration.streams.some(({ name, byId: can }) => name === stream && can === true);
    if (selection.kind === 'ids' && !byId) return { kind: 'not-offered', stream };
    selections[stream] = selection;
  }
  const asOf = run.asOf === undefined ? {} : { asOf: run.asOf };
  return { kind: 'plan', plan: { ...common, type, modes, selections, ...asOf } };
}
