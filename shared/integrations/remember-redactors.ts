import { createRedactor, type Redactor } from '../connector/redactor.ts';
import type { IntegrationStore } from './integration-store.ts';
import { openSecrets } from './open-settings.ts';
import type { SecretBox } from './secret-box.ts';
import { secretTexts } from './stored-secrets.ts';

/**
 * The redactor for whatever comes from an integration's source; undefined where the integration is gone. Throws where
 * its secrets cannot be opened.
 */
export type RedactorFor = (of: {
  readonly org: string;
  readonly integrationId: string;
}) => Promise<Redactor | undefined>;

/** A worker seldom sees more integrations than this while it is warm; each costs a few KB. */
const integrationsKept = 100;

/** Opens secrets when they are first needed, and again when the integration has been changed since. */
export function rememberRedactors(deps: {
  readonly integrations: IntegrationStore;
  readonly secretBox: SecretBox;
}): RedactorFor {
  const kept = new Map<string, { readonly revision: number; readonly redactor: Redactor }>();
  return async ({ org, integrationId }) => {
    const name = JSON.stringify([org, integrationId]);
    const before = kept.get(name);
    const integration = await deps.integrations.get(org, integrationId);
    if (before && before.revision === integration?.revision) return before.redactor;
    kept.delete(name);
    if (!integration) return undefined;
    const redactor = createRedactor(secretTexts(await openSecrets(deps.secretBox, integration)));
    const [oldest] = kept.keys();
    if (oldest !== undefined && kept.size >= integrationsKept) kept.delete(oldest);
    kept.set(name, { revision: integration.revision, redactor });
    return redactor;
  };
}
