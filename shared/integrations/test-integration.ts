import { isDeepStrictEqual } from 'node:util';
import { cloud } from '../api/runner.ts';
import type { Connector } from '../connector/connector.ts';
import type { JsonObject } from '../connector/json.ts';
import type { SettingsProblem } from '../connector/settings-problem.ts';
import { applySettings } from './apply-settings.ts';
import { checkSettings } from './check-settings.ts';
import type { IntegrationDependencies } from './integration-dependencies.ts';
import type { StoredIntegration } from './integration-store.ts';
import { openSecrets } from './open-settings.ts';
import { joinSecrets, type Secrets } from './stored-secrets.ts';
import { type TriedConnection, tryConnection } from './try-connection.ts';

export type TestIntegrationResult =
  | (TriedConnection & {
      readonly kind: 'tested';
      readonly integration: StoredIntegration;
      /** Whether these were the settings as they are stored: only then it says something about the integration. */
      readonly isStored: boolean;
    })
  | { readonly kind: 'not-found' }
  | { readonly kind: 'runs-on-runner'; readonly pool: string }
  | { readonly kind: 'unknown-connector'; readonly connector: string }
  | { readonly kind: 'invalid-settings'; readonly problems: readonly SettingsProblem[] };

/**
 * Asks the connector whether the source can be reached and will answer. With `changed`, the settings as they would be
 * after an update with those; nothing is saved. A passed test of the stored settings, also where they were sent along
 * unchanged, lifts the status ERROR; a failed one changes nothing, since one bad minute of the source is no reason to stop its runs.
 */
export async function testIntegration(
  deps: IntegrationDependencies,
  org: string,
  integrationId: string,
  changed?: JsonObject,
): Promise<TestIntegrationResult> {
  const integration = await deps.integrations.get(org, integrationId);
  if (!integration) return { kind: 'not-found' };
  const { runsOn = cloud } = integration;
  // From here nobody can tell.
  if (runsOn !== cloud) return { kind: 'runs-on-runner', pool: runsOn };
  const connector = await deps.findConnector(integration.connector);
  if (!connector) return { kind: 'unknown-connector', connector: integration.connector };
  const ready = await settingsToTest(deps, connector, integration, changed);
  if (ready.kind === 'unknown-connector' || ready.kind === 'invalid-settings') return ready;

  const tried = await tryConnection(connector, ready, deps.now);
  if (tried.result.ok && ready.isStored && integration.status === 'ERROR') {
    await deps.integrations.replace(integration, {
      ...integration,
      status: 'ACTIVE',
      statusReason: null,
      quarantine: null,
    });
  }
  return { kind: 'tested', ...tried, integration, isStored: ready.isStored };
}

async function settingsToTest(
  deps: IntegrationDependencies,
  connector: Connector,
  integration: StoredIntegration,
  changed: JsonObject | undefined,
) {
  if (changed !== undefined) {
    const applied = await applySettings(deps, integration, changed);
    if (applied.kind !== 'ok') return applied;
    const { open, secrets, storedSecrets, checked } = applied;
    const isStored = isDeepStrictEqual([open, secrets], [integration.settings, storedSecrets]);
    return ready(checked.parsed, secrets, isStored);
  }
  const secrets = await openSecrets(deps.secretBox, integration);
  const checked = checkSettings(connector, joinSecrets(integration.settings, secrets));
  return checked.kind === 'ok' ? ready(checked.parsed, secrets, true) : checked;
}

const ready = (parsed: unknown, secrets: Secrets, isStored: boolean) =>
  ({ kind: 'ready', parsed, secrets, isStored }) as const;
