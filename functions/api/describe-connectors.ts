import * as z from 'zod';
import { connectors } from '../../connectors/registry.ts';
import type { ConnectorInfo } from '../../shared/api/connector.ts';

/** Every connector with its settings as JSON Schema, which a form can be made from. */
export function describeConnectors(): ConnectorInfo[] {
  return [...connectors.values()].map(({ type, title, settings, target }) => ({
    type,
    title,
    direction: target ? 'outbound' : 'inbound',
    // What a caller sends is the input; what JSON Schema cannot say is left open rather than refused.
    settings: z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>,
  }));
}
