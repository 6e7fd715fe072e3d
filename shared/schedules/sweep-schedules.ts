import { type ReconcileDependencies, reconcileSchedules } from './reconcile-schedules.ts';
import { integrationOfSchedule, wantedSchedules } from './wanted-schedules.ts';

/**
 * Compares EventBridge's schedules with all integrations, by names, and sets right those of the integrations where they
 * differ: whoever changed one may have died before EventBridge knew. Schedules of integrations that are gone are left:
 * they remove themselves when they are due; see `startScheduledRun`.
 */
export async function sweepSchedules(
  deps: ReconcileDependencies,
): Promise<{ compared: number; set: string[]; failed: string[] }> {
  const present = new Map<string, Set<string>>();
  for await (const name of deps.scheduler.names('')) {
    const integrationId = integrationOfSchedule(name);
    present.set(integrationId, (present.get(integrationId) ?? new Set()).add(name));
  }
  let compared = 0;
  const set: string[] = [];
  const failed: string[] = [];
  for await (const integration of deps.integrations.inBrief()) {
    compared += 1;
    const { org, integrationId } = integration;
    const wanted = wantedSchedules(integration, deps.scheduler.target, deps.now());
    const names = present.get(integrationId) ?? new Set();
    if (wanted.length === names.size && wanted.every(({ name }) => names.has(name))) continue;
    try {
      await reconcileSchedules(deps, org, integrationId);
      set.push(integrationId);
    } catch (error) {
      console.error(`The schedules of ${integrationId} of ${org} could not be set; the next sweep tries again.`, error);
      failed.push(integrationId);
    }
  }
  return { compared, set, failed };
}
