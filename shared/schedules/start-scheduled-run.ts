import { ulid } from 'ulid';
import { onceForKey } from '../control/once-for-key.ts';
import { type StartRunDependencies, type StartRunResult, startRun } from '../control/start-run.ts';
import type { StoredIntegration } from '../integrations/integration-store.ts';
import { isQuarantined, quarantineReason } from '../quarantine/quarantine.ts';
import type { DueRun } from './due-run.ts';
import { groupsOf, type StreamGroup } from './groups.ts';
import { type ReconcileDependencies, reconcileSchedules } from './reconcile-schedules.ts';
import { recordSkippedRun } from './record-skipped-run.ts';
import { startsByItself } from './wanted-schedules.ts';

export interface StartScheduledRunDependencies extends StartRunDependencies, ReconcileDependencies {}

export type ScheduledRunResult =
  | { readonly kind: 'started'; readonly runId: string }
  /** A run was going; `runId` is the record of that. */
  | { readonly kind: 'overlap'; readonly runId: string }
  /** The integration is not to run now; noted on it. */
  | { readonly kind: 'resting'; readonly reason: string }
  /** It was dealt with when it came before. */
  | { readonly kind: 'repeated' }
  /** Nobody wants this any more: the integration, its schedule or its streams are not what they were. */
  | { readonly kind: 'outdated' };

/**
 * Does what a schedule is for: starts a run of the group's streams, as they are now. What is due comes at least once;
 * its time and group make one of however many deliveries. Throws where it is to be delivered again.
 */
export async function startScheduledRun(deps: StartScheduledRunDependencies, due: DueRun): Promise<ScheduledRunResult> {
  const { org, integrationId } = due;
  const integration = await deps.integrations.get(org, integrationId);
  if (!integration) {
    // Its deletion died before its schedules were gone.
    await reconcileSchedules(deps, org, integrationId);
    return { kind: 'outdated' };
  }
  const group = groupsOf(integration).find(({ id }) => id === due.group);
  if (!group || integration.schedule?.paused === true) return { kind: 'outdated' };
  const reason = reasonToRest(integration, deps.now());
  if (reason !== null) return rest(deps, due, reason);

  const key = `schedule ${integrationId} ${due.group} ${due.scheduledAt}`;
  const keyed = { org, key, content: due, id: ulid(deps.now()) };
  const once = await onceForKey(deps.keys, keyed, async (id) => {
    const result = await startOrSkip(deps, due, integration, group, { id, key });
    return { made: result.kind !== 'resting', result };
  });
  if (once.kind === 'done') return once.result;
  if (once.kind === 'repeated') return { kind: 'repeated' };
  throw new Error(`Another delivery of ${key} is being dealt with.`);
}

/** H1, H11. */
function reasonToRest(integration: StoredIntegration, now: number): string | null {
  const { status, statusReason } = integration;
  if (!startsByItself(integration) || status !== 'ACTIVE') {
    return `The integration is ${status}${statusReason === null ? '.' : `: ${statusReason}`}`;
  }
  return isQuarantined(integration, now) ? quarantineReason(integration) : null;
}

async function rest(deps: StartScheduledRunDependencies, due: DueRun, reason: string): Promise<ScheduledRunResult> {
  const { org, integrationId, scheduledAt } = due;
  await deps.integrations.noteActivity(org, integrationId, { lastSkipped: { at: scheduledAt, reason, runId: null } });
  return { kind: 'resting', reason };
}

async function startOrSkip(
  deps: StartScheduledRunDependencies,
  due: DueRun,
  integration: StoredIntegration,
  group: StreamGroup,
  { id, key }: { readonly id: string; readonly key: string },
): Promise<ScheduledRunResult> {
  // Somebody died right after having recorded it.
  if (await deps.runs.get(due.org, id)) return { kind: 'overlap', runId: id };
  const request = { streams: [...group.streams], idempotencyKey: `${key} start` };
  const caller = { org: due.org, user: 'system' };
  const result = await startRun(deps, caller, due.integrationId, request, 'SCHEDULED');
  if (result.kind === 'started') return result;
  if (result.kind !== 'busy') return rest(deps, due, explain(result));
  await recordSkippedRun(deps, integration, due, group, { id, busy: result });
  return { kind: 'overlap', runId: id };
}

type Refusal = Exclude<StartRunResult, { kind: 'started' | 'busy' }>;

/** The integration was changed between being looked at and being started. */
function explain(refusal: Refusal): string {
  if (refusal.kind === 'under-way') throw new Error('The same start is under way.');
  return `The integration was changed at the same moment (${refusal.kind}).`;
}
