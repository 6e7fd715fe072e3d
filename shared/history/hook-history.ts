import type { Caller } from '../control/launch-run.ts';
import { type CreateHookResult, createHook, type HookDependencies } from '../hooks/manage-hook.ts';
import { type RecordUpdateDependencies, recordUpdate } from './record-action.ts';

type HookHistoryDependencies = HookDependencies & RecordUpdateDependencies;

/** A webhook is its secret, of which nothing is told but that it is another one. */
const changes = [{ field: 'webhook.secret' }];

export async function createHookWithHistory(
  deps: HookHistoryDependencies,
  caller: Caller,
  integrationId: string,
): Promise<CreateHookResult> {
  const startedAt = deps.now();
  const result = await createHook(deps, caller.org, integrationId);
  if (result.kind === 'created') await record(deps, caller, integrationId, startedAt, 'Changed: webhook.secret.');
  return result;
}

export async function removeHookWithHistory(
  deps: HookHistoryDependencies,
  caller: Caller,
  integrationId: string,
): Promise<'removed' | 'absent'> {
  const startedAt = deps.now();
  const result = await deps.hooks.remove(caller.org, integrationId);
  if (result === 'removed') await record(deps, caller, integrationId, startedAt, 'Removed: webhook.');
  return result;
}

async function record(
  deps: HookHistoryDependencies,
  caller: Caller,
  integrationId: string,
  startedAt: number,
  message: string,
): Promise<void> {
  const integration = await deps.integrations.get(caller.org, integrationId);
  if (integration) await recordUpdate(deps, caller, integration, { startedAt, message, changes });
}
