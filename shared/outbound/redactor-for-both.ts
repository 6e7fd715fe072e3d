import { createRedactor } from '../connector/redactor.ts';
import type { IntegrationStore } from '../integrations/integration-store.ts';
import type { RedactorFor } from '../integrations/remember-redactors.ts';

/**
 * The redactor for records that go from one integration to another: it takes out the secrets of both, since a record may
 * show one of the source that it came from.
 */
export function redactorForBoth(integrations: IntegrationStore, redactorFor: RedactorFor): RedactorFor {
  return async ({ org, integrationId }) => {
    const own = await redactorFor({ org, integrationId });
    const from = (await integrations.get(org, integrationId))?.readsFrom;
    if (!own || from === undefined) return own;
    // Where the source is gone, its secrets are gone with it.
    const other = (await redactorFor({ org, integrationId: from })) ?? createRedactor([]);
    return {
      text: (value) => own.text(other.text(value)),
      named: (values) => own.named(other.named(values)),
      json: (value) => own.json(other.json(value)),
    };
  };
}
