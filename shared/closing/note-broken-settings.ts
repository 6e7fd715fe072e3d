import type { IntegrationStore } from '../integrations/integration-store.ts';
import type { StoredRun } from '../runs/run-store.ts';
import type { StepError } from '../steps/step-store.ts';

/** What no later run can get past until somebody changes the settings, and what to tell them. */
const remedies: Readonly<Record<string, string>> = {
  http_401:
    'The source refused the credentials. Save working ones, or test the connection once the source takes these.',
  settings_invalid: 'The settings no longer fit the connector. Save them again.',
  connector_gone: 'This version of Syncline does not have the connector.',
};

/**
 * H1: turns an integration to ERROR, with the reason, when its run showed that its settings cannot work; runs start
 * again once settings are saved or a test passes. Where the integration changed meanwhile, the change is left to show
 * itself.
 */
export async function noteBrokenSettings(
  integrations: IntegrationStore,
  { org, integrationId, startedAt }: StoredRun,
  errors: readonly StepError[],
): Promise<void> {
  const remedy = errors.map(({ code }) => remedies[code]).find((found) => found !== undefined);
  if (remedy === undefined) return;
  const integration = await integrations.get(org, integrationId);
  if (integration?.status !== 'ACTIVE' || integration.updatedAt > startedAt) return;
  await integrations.replace(integration, { ...integration, status: 'ERROR', statusReason: remedy });
}
