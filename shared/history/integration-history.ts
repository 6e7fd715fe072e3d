import type { CreateIntegration, UpdateIntegration } from '../api/integration.ts';
import type { Caller } from '../control/launch-run.ts';
import { type CreateResult, createIntegration } from '../integrations/create-integration.ts';
import { type DeleteDependencies, type DeleteResult, deleteIntegration } from '../integrations/delete-integration.ts';
import type { IntegrationDependencies } from '../integrations/integration-dependencies.ts';
import { type UpdateIntegrationResult, updateIntegration } from '../integrations/update-integration.ts';
import { type RecordActionDependencies, type RecordUpdateDependencies, recordUpdate } from './record-action.ts';
import { recordChanges } from './record-changes.ts';

/** What is done to integrations, each with its entry in the history, which a death in between leaves out. */
export type HistoryDependencies = IntegrationDependencies & RecordActionDependencies;

export async function createWithHistory(
  deps: HistoryDependencies,
  caller: Caller,
  request: CreateIntegration,
): Promise<CreateResult> {
  const startedAt = deps.now();
  const result = await createIntegration(deps, caller.org, request);
  if (result.kind === 'created') {
    const { integration, secretValues } = result;
    const secrets = { pointers: integration.secrets, values: secretValues };
    await recordChanges(deps, caller, startedAt, { before: null, after: integration, secrets });
  }
  return result;
}

export async function updateWithHistory(
  deps: HistoryDependencies,
  caller: Caller,
  integrationId: string,
  patch: UpdateIntegration,
): Promise<UpdateIntegrationResult> {
  const startedAt = deps.now();
  const result = await updateIntegration(deps, caller.org, integrationId, patch);
  if (result.kind === 'updated') {
    const { before, integration: after, changedSecrets: secrets } = result;
    await recordChanges(deps, caller, startedAt, { before, after, secrets });
  }
  return result;
}

export async function deleteWithHistory(
  deps: DeleteDependencies & RecordUpdateDependencies,
  caller: Caller,
  integrationId: string,
): Promise<DeleteResult> {
  const startedAt = deps.now();
  const result = await deleteIntegration(deps, caller.org, integrationId);
  if (result.kind === 'deleted') {
    await recordUpdate(deps, caller, result.integration, { startedAt, message: 'Deleted.' });
  }
  return result;
}
