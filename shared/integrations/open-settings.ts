import type { JsonObject } from '../connector/json.ts';
import type { StoredIntegration } from './integration-store.ts';
import { type SecretBox, secretContext } from './secret-box.ts';
import { joinSecrets, type Secrets, secretTexts } from './stored-secrets.ts';

/** The whole settings of an integration, and the secret values to redact wherever something is logged. */
export async function openSettings(
  box: SecretBox,
  integration: StoredIntegration,
): Promise<{ settings: JsonObject; secretValues: string[] }> {
  const secrets = await openSecrets(box, integration);
  return { settings: joinSecrets(integration.settings, secrets), secretValues: secretTexts(secrets) };
}

/** The integration's secrets by JSON pointer; without any, the key is not asked. */
export async function openSecrets(box: SecretBox, integration: StoredIntegration): Promise<Secrets> {
  if (integration.sealedSecrets === null) return {};
  const { org, integrationId, sealedSecrets } = integration;
  return JSON.parse(await box.open(sealedSecrets, secretContext(org, integrationId))) as Secrets;
}

/** Null where there is nothing to seal. */
export async function sealSecrets(
  box: SecretBox,
  { org, integrationId }: Pick<StoredIntegration, 'org' | 'integrationId'>,
  secrets: Secrets,
): Promise<string | null> {
  if (Object.keys(secrets).length === 0) return null;
  return box.seal(JSON.stringify(secrets), secretContext(org, integrationId));
}
