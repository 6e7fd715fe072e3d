import type { IntegrationStore } from '../integrations/integration-store.ts';
import type { Scheduler } from './scheduler.ts';
import { schedulePrefix, wantedSchedules } from './wanted-schedules.ts';

export interface ReconcileDependencies {
  readonly integrations: IntegrationStore;
  readonly scheduler: Scheduler;
  readonly now: () => number;
}

/** Each round loses only to somebody who changed the integration meanwhile. */
const rounds = 20;

/**
 * Makes EventBridge's schedules of an integration be what the registry says; of one that is gone, none. To be called
 * after every change. It may die anywhere and be done again, also by several at once: whoever finds that the
 * integration was changed under its hands starts over.
 */
export async function reconcileSchedules(
  deps: ReconcileDependencies,
  org: string,
  integrationId: string,
): Promise<{ created: number; removed: number }> {
  let created = 0;
  let removed = 0;
  for (let round = 0; round < rounds; round++) {
    const integration = await deps.integrations.get(org, integrationId);
    const wanted = integration ? wantedSchedules(integration, deps.scheduler.target, deps.now()) : [];
    const present = new Set(await Array.fromAsync(deps.scheduler.names(schedulePrefix(integrationId))));
    // First what is missing: a start that is due twice is told apart, one that is not due at all is lost.
    for (const schedule of wanted.filter(({ name }) => !present.has(name))) {
      await deps.scheduler.create(schedule);
      created += 1;
    }
    const names = new Set(wanted.map(({ name }) => name));
    for (const name of [...present].filter((one) => !names.has(one))) {
      await deps.scheduler.remove(name);
      removed += 1;
    }
    const now = await deps.integrations.get(org, integrationId);
    if (now?.revision === integration?.revision) return { created, removed };
  }
  throw new Error(`Integration ${integrationId} was changed by others ${rounds} times while its schedules were set.`);
}
