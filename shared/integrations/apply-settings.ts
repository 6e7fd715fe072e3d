import type { JsonObject } from '../connector/json.ts';
import { without } from '../connector/json-pointer.ts';
import type { SettingsProblem } from '../connector/settings-problem.ts';
import { type CheckedSettings, checkSettings } from './check-settings.ts';
import type { IntegrationDependencies } from './integration-dependencies.ts';
import type { StoredIntegration } from './integration-store.ts';
import { openSecrets } from './open-settings.ts';
import { keepSecrets, type Secrets, splitSecrets } from './stored-secrets.ts';

export type AppliedSettings =
  | {
      readonly kind: 'ok';
      readonly checked: Extract<CheckedSettings, { kind: 'ok' }>;
      /** Without the secret ones. */
      readonly open: JsonObject;
      readonly secrets: Secrets;
      /** As they are stored. */
      readonly storedSecrets: Secrets;
    }
  | { readonly kind: 'unknown-connector'; readonly connector: string }
  | { readonly kind: 'invalid-settings'; readonly problems: readonly SettingsProblem[] };

/**
 * What an integration's settings become with these new ones: they replace the old, but a secret that they leave out
 * stays as it is stored, and one that is null goes. A stored value never ends up where the new settings no longer
 * declare a secret: there it would be readable.
 */
export async function applySettings(
  deps: IntegrationDependencies,
  integration: StoredIntegration,
  given: JsonObject,
): Promise<AppliedSettings> {
  const connector = await deps.findConnector(integration.connector);
  if (!connector) return { kind: 'unknown-connector', connector: integration.connector };
  const stored = await openSecrets(deps.secretBox, integration);
  let { settings, kept } = keepSecrets(given, stored);
  let checked = checkSettings(connector, settings);
  if (checked.kind === 'invalid-settings') return checked;

  const declared = new Set(checked.secrets);
  const exposed = kept.filter((pointer) => !declared.has(pointer));
  if (exposed.length > 0) {
    settings = exposed.reduce(without, settings);
    checked = checkSettings(connector, settings);
    if (checked.kind === 'invalid-settings') return checked;
  }
  const { open, secrets } = splitSecrets(settings, checked.secrets);
  return { kind: 'ok', checked, open, secrets, storedSecrets: stored };
}
