import type { IntegrationStore } from '../integrations/integration-store.ts';
import type { UndeliveredRun } from './due-run.ts';

/** Says on the integration that a run was due and that every attempt to start it has failed. */
export async function noteMissedRun(
  deps: { readonly integrations: IntegrationStore; readonly now: () => number },
  { org, integrationId, scheduledAt }: UndeliveredRun,
): Promise<void> {
  if (!(await deps.integrations.get(org, integrationId))) return;
  const at = scheduledAt ?? new Date(deps.now()).toISOString();
  const reason = 'A fault on our side kept the run from starting. Start it by hand if the next one is too far off.';
  await deps.integrations.noteActivity(org, integrationId, { lastSkipped: { at, reason, runId: null } });
}
