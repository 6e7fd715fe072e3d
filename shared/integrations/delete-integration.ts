import { streamLockKey, streamStateKey } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';
import type { IntegrationDependencies } from './integration-dependencies.ts';
import type { StoredIntegration } from './integration-store.ts';

export interface DeleteDependencies extends Pick<IntegrationDependencies, 'integrations' | 'names'> {
  readonly registry: Table;
  /** Whether a run has yet to end. */
  readonly isGoing: (org: string, runId: string) => Promise<boolean>;
}

export type DeleteResult =
  | { readonly kind: 'deleted'; readonly integration: StoredIntegration }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'busy'; readonly runId: string }
  | { readonly kind: 'changed-meanwhile' };

/**
 * Removes an integration with its settings and secrets, then what belongs to it, then its name. A kill in between
 * leaves items that nothing asks for any more, and a name that IntegrationNames hands to the next who wants it. A run
 * that starts at the same moment finds no integration and fails with that reason.
 */
export async function deleteIntegration(
  deps: DeleteDependencies,
  org: string,
  integrationId: string,
): Promise<DeleteResult> {
  const integration = await deps.integrations.get(org, integrationId);
  if (!integration) return { kind: 'not-found' };
  // Asked by integration, not by stream: settings changed during a run may no longer offer the stream that is locked.
  const lockPartition = streamLockKey({ org, integrationId, stream: '' }).pk;
  const locks = await partition(deps.registry, lockPartition);
  for (const runId of new Set(locks.map((lock) => String(lock['runId'])))) {
    if (await deps.isGoing(org, runId)) return { kind: 'busy', runId };
  }
  if ((await deps.integrations.remove(integration)) === 'lost') return { kind: 'changed-meanwhile' };

  const states = await partition(deps.registry, streamStateKey({ org, integrationId, stream: '' }).pk);
  await Promise.all([...locks, ...states].map(({ pk, sk }) => deps.registry.delete({ pk, sk })));
  // Loaded when it is needed: hardly any request deletes.
  const { forgetAlerts } = await import('../alerts/forget-alerts.ts');
  await forgetAlerts(deps.registry, org, integrationId);
  await deps.names.free(org, integration.name, integration.nameClaim);
  return { kind: 'deleted', integration };
}

async function partition(table: Table, pk: string): Promise<Item[]> {
  const { items } = await table.query({ where: 'pk = :pk', values: { ':pk': pk }, consistent: true });
  return items;
}
