import * as z from 'zod';
import type { Connector } from '../connector/connector.ts';
import type { JsonObject } from '../connector/json.ts';
import { parsePointer } from '../connector/json-pointer.ts';

/** A connector's settings as JSON Schema, which a form can be made from. */
export const settingsJsonSchema = ({ settings }: Pick<Connector, 'settings'>): JsonObject =>
  // What a caller sends is the input; what JSON Schema cannot say is left open rather than refused.
  z.toJSONSchema(settings, { io: 'input', unrepresentable: 'any' }) as JsonObject;

/** The same with a part of it replaced: `pointer` leads to a value of the settings, through objects. */
export function withPart(schema: JsonObject, pointer: string, part: JsonObject): JsonObject {
  const replace = (whole: JsonObject, [name, ...rest]: readonly string[]): JsonObject => {
    if (name === undefined) return part;
    const properties = (whole['properties'] ?? {}) as JsonObject;
    return { ...whole, properties: { ...properties, [name]: replace((properties[name] ?? {}) as JsonObject, rest) } };
  };
  return replace(schema, parsePointer(pointer));
}
