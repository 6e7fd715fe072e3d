import * as z from 'zod';

/** A kind of external system that integrations can be made for. */
export const connectorSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    direction: z.enum(['inbound', 'outbound']).describe('outbound: it writes records of ours to the external system'),
    cancellable: z.boolean().describe('whether its runs can be cancelled; false: it must read its source to the end'),
    settings: z.record(z.string(), z.unknown()).describe('JSON Schema of the settings'),
  })
  .meta({ id: 'Connector' });

/** What `POST /v1/connectors/{type}/check` and `…/test` take: settings of an integration that is not there yet. */
export const draftSettingsSchema = z
  .strictObject({ settings: z.record(z.string(), z.unknown()) })
  .meta({ id: 'DraftSettings' });

const remarks = z.array(
  z.object({
    path: z.string().describe('within the text that the settings hold, as in `streams[0].retriever`'),
    line: z.number().int().optional(),
    message: z.string(),
  }),
);

/** What is to be said of settings that are still being written. */
export const settingsCheckSchema = z
  .object({
    problems: z
      .array(z.object({ pointer: z.string().describe('JSON pointer into the settings'), detail: z.string() }))
      .describe('why an integration cannot be made of them; empty where it can'),
    settings: z
      .record(z.string(), z.unknown())
      .describe('JSON Schema of the settings, with what a manifest in them asks its user for'),
    secrets: z.array(z.string()).describe('JSON pointers of the secret settings'),
    streams: z
      .array(z.object({ name: z.string(), remarks: remarks.describe('what is not supported; empty where all is') }))
      .describe('what the settings offer'),
    remarks: remarks.describe('what stands in the way of all streams'),
  })
  .meta({ id: 'SettingsCheck' });

export type SettingsCheck = z.infer<typeof settingsCheckSchema>;
export type DraftSettings = z.infer<typeof draftSettingsSchema>;
export type ConnectorInfo = z.infer<typeof connectorSchema>;
