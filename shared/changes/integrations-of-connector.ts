import type { IntegrationStore, StoredIntegration } from '../integrations/integration-store.ts';

const integrationsPerQuery = 100;

/** All integrations of an org that are accounts of one connector. */
export async function integrationsOfConnector(
  integrations: IntegrationStore,
  org: string,
  connector: string,
): Promise<StoredIntegration[]> {
  const found: StoredIntegration[] = [];
  for (let after: string | null = null; ; ) {
    const { items, next } = await integrations.list(org, integrationsPerQuery, after);
    found.push(...items.filter((integration) => integration.connector === connector));
    if (next === null) return found;
    after = next;
  }
}
