import * as z from 'zod';

/** A kind of external system that integrations can be made for. */
export const connectorSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    direction: z.enum(['inbound', 'outbound']).describe('outbound: it writes records of ours to the external system'),
    settings: z.record(z.string(), z.unknown()).describe('JSON Schema of the settings'),
  })
  .meta({ id: 'Connector' });

export type ConnectorInfo = z.infer<typeof connectorSchema>;
