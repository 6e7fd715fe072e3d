import { connectors } from '../../connectors/registry.ts';
import type { ConnectorInfo } from '../../shared/api/connector.ts';
import { settingsJsonSchema } from '../../shared/integrations/settings-json-schema.ts';

/** Every connector with its settings as JSON Schema, which a form can be made from. */
export function describeConnectors(): ConnectorInfo[] {
  return [...connectors.values()].map(({ type, title, settings, target, cancellable = true }) => ({
    type,
    title,
    direction: target ? 'outbound' : 'inbound',
    cancellable,
    settings: settingsJsonSchema({ settings }),
  }));
}
