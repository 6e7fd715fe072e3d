export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** As much of JSON Schema as forms are made from; `airbyte_secret`, `multiline` and `order` are of connector files. */
export interface Schema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly definitions?: Readonly<Record<string, Schema>>;
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly default?: Json;
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly format?: string;
  readonly contentMediaType?: string;
  readonly examples?: readonly Json[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly writeOnly?: boolean;
  readonly airbyte_secret?: boolean;
  readonly multiline?: boolean;
  readonly order?: number;
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** References deeper than this refer to themselves. */
const deepest = 8;

/** With local references followed and `allOf` put together; null where that cannot be done. */
export function resolved(schema: Schema, root: Schema, depth = 0): Schema | null {
  if (depth > deepest) return null;
  if (schema.$ref !== undefined) {
    const target = followed(schema.$ref, root);
    const { $ref, ...beside } = schema;
    return target === null ? null : resolved(merged(target, beside), root, depth + 1);
  }
  if (schema.allOf === undefined) return schema;
  const { allOf, ...beside } = schema;
  let whole: Schema = beside;
  for (const part of allOf) {
    const one = resolved(part, root, depth + 1);
    if (one === null) return null;
    whole = merged(one, whole);
  }
  return whole;
}

function followed(reference: string, root: Schema): Schema | null {
  if (!reference.startsWith('#/')) return null;
  let at: unknown = root;
  for (const part of reference.slice(2).split('/')) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    at = isObject(at) ? at[name] : undefined;
  }
  return isObject(at) ? (at as Schema) : null;
}

/** Both hold; where they differ the second one counts. */
export function merged(one: Schema, other: Schema): Schema {
  return {
    ...one,
    ...other,
    ...((one.properties ?? other.properties) && { properties: { ...one.properties, ...other.properties } }),
    ...((one.required ?? other.required) && { required: [...(one.required ?? []), ...(other.required ?? [])] }),
  };
}
