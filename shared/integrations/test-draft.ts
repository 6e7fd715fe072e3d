import type { JsonObject } from '../connector/json.ts';
import type { SettingsProblem } from '../connector/settings-problem.ts';
import { checkSettings } from './check-settings.ts';
import type { IntegrationDependencies } from './integration-dependencies.ts';
import { splitSecrets } from './stored-secrets.ts';
import { type TriedConnection, tryConnection } from './try-connection.ts';

export type TestDraftResult =
  | (TriedConnection & { readonly kind: 'tested' })
  | { readonly kind: 'unknown-connector'; readonly connector: string }
  | { readonly kind: 'invalid-settings'; readonly problems: readonly SettingsProblem[] };

/** Tries settings before an integration is made of them. Nothing is kept of it. */
export async function testDraft(
  deps: Pick<IntegrationDependencies, 'findConnector' | 'now'>,
  type: string,
  settings: JsonObject,
): Promise<TestDraftResult> {
  const connector = await deps.findConnector(type);
  if (!connector) return { kind: 'unknown-connector', connector: type };
  const checked = checkSettings(connector, settings);
  if (checked.kind !== 'ok') return checked;
  const { secrets } = splitSecrets(settings, checked.secrets);
  return { kind: 'tested', ...(await tryConnection(connector, { parsed: checked.parsed, secrets }, deps.now)) };
}
