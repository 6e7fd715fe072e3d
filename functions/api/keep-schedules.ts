import { reconcileDependencies } from './bindings.ts';

/**
 * Tells EventBridge of a change of an integration. That is saved by now and holds: where EventBridge cannot be told, the
 * request has succeeded all the same, and the sweep of schedules tells it within the hour.
 */
export async function keepSchedules(org: string, integrationId: string): Promise<void> {
  try {
    const { reconcileSchedules } = await import('../../shared/schedules/reconcile-schedules.ts');
    await reconcileSchedules(await reconcileDependencies(), org, integrationId);
  } catch (error) {
    console.error(`The schedules of ${integrationId} of ${org} could not be set; the sweep tries again.`, error);
  }
}
