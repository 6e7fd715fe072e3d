import type { CreateIntegration, UpdateIntegration } from '../api/integration.ts';
import type { Caller } from '../control/launch-run.ts';
import { type CreateResult, createIntegration } from '../integrations/create-integration.ts';
import { type DeleteDependencies, type DeleteResult, deleteIntegration } from '../integrations/delete-integration.ts';
import { integrationChanges } from '../integrations/integration-changes.ts';
import type { IntegrationDependencies } from '../integrations/integration-dependencies.ts';
import type { StoredIntegration } from '../integrations/integration-store.ts';
import {
  type ChangedSecrets,
  type UpdateIntegrationResult,
  updateIntegration,
} from '../integrations/update-integration.ts';
import { type RecordActionDependencies, recordAction } from './record-action.ts';

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
  deps: DeleteDependencies & RecordActionDependencies,
  caller: Caller,
  integrationId: string,
): Promise<DeleteResult> {
  const startedAt = deps.now();
  const result = await deleteIntegration(deps, caller.org, integrationId);
  if (result.kind === 'deleted') {
    const done = { action: 'update', startedAt, message: 'Deleted.', error: null } as const;
    await recordAction(deps, caller, result.integration, done);
  }
  return result;
}

interface Changed {
  readonly before: StoredIntegration | null;
  readonly after: StoredIntegration;
  readonly secrets: ChangedSecrets;
}

/** For every way in which an integration is changed. What changed nothing leaves no entry. */
export async function recordChanges(
  deps: RecordActionDependencies,
  caller: Caller,
  startedAt: number,
  { before, after, secrets }: Changed,
): Promise<void> {
  const changes = integrationChanges(before, after, secrets);
  if (changes.length === 0) return;
  const fields = changes.map(({ field }) => field);
  const message = before ? `Changed: ${namesOf(fields)}.` : 'Created.';
  await recordAction(deps, caller, after, { action: 'update', startedAt, message, error: null, changes });
}

const namesShown = 5;

function namesOf(fields: readonly string[]): string {
  const more = fields.length - namesShown;
  return `${fields.slice(0, namesShown).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
