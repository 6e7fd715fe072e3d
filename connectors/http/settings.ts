import * as z from 'zod';
import type { JsonObject } from '../../shared/connector/json.ts';

const json = z.json();

export const httpSettings = z.strictObject({
  manifest: z
    .string()
    .min(1)
    .meta({ description: 'the YAML text of the manifest', contentMediaType: 'application/yaml' }),
  config: z.record(z.string(), json).default({}).describe("the user's values for what the manifest's spec asks for"),
  streams: z
    .array(z.string())
    .min(1)
    .optional()
    .describe('only these streams of the manifest; the others need not be supported. Default: all'),
});

export interface HttpSettings {
  readonly manifest: string;
  readonly config: JsonObject;
  readonly streams?: readonly string[] | undefined;
}
