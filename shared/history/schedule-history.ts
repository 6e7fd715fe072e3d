import type { UpdateSchedule } from '../api/schedule.ts';
import type { Caller } from '../control/launch-run.ts';
import type { IntegrationStore } from '../integrations/integration-store.ts';
import { defaultSchedule } from '../integrations/schedule.ts';
import { type UpdateScheduleResult, updateSchedule } from '../schedules/update-schedule.ts';
import type { RecordUpdateDependencies } from './record-action.ts';
import { recordChanges } from './record-changes.ts';

export async function updateScheduleWithHistory(
  deps: RecordUpdateDependencies & { readonly integrations: IntegrationStore },
  caller: Caller,
  integrationId: string,
  patch: UpdateSchedule,
): Promise<UpdateScheduleResult> {
  const startedAt = deps.now();
  const result = await updateSchedule(deps, caller.org, integrationId, patch);
  if (result.kind === 'updated') {
    const { integration: after } = result;
    const before = { ...result.before, schedule: result.before.schedule ?? defaultSchedule };
    await recordChanges(deps, caller, startedAt, { before, after });
  }
  return result;
}
