import * as z from 'zod';
import type { Json, JsonObject } from '../../shared/connector/connector.ts';

/** What the configuration lacks, by the JSON schema of the manifest's spec. Never with a value in it. */
export function configProblems(specification: Json, config: JsonObject): string[] {
  const schema = validatorOf(specification);
  const parsed = schema?.safeParse(config);
  if (parsed === undefined || parsed.success) return [];
  return parsed.error.issues.map(
    ({ path, message }) => `config${path.map((name) => `.${String(name)}`).join('')}: ${message}`,
  );
}

function validatorOf(specification: Json): z.ZodType | null {
  if (typeof specification !== 'object' || specification === null || Array.isArray(specification)) return null;
  try {
    return z.fromJSONSchema(lenient(specification) as z.core.JSONSchema.JSONSchema);
  } catch {
    // A schema with keywords that cannot be turned into a validator does not stop its manifest from working.
    return null;
  }
}

/** Formats and patterns there are written for other engines; what matters is what is missing or of the wrong type. */
function lenient(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(lenient);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([name, value]) => {
    if (name === 'pattern' || name === 'format') return typeof value !== 'string';
    return name !== '$schema' && name !== 'additionalProperties' && name !== 'default';
  });
  return Object.fromEntries(
    kept.map(([name, value]) => [name, name === 'enum' || name === 'const' ? value : lenient(value)]),
  );
}
