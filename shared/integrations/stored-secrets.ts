import type { Json, JsonObject } from '../connector/json.ts';
import { valueAt, without, withValue } from '../connector/json-pointer.ts';

/** Secret values by the JSON pointer of their place in the settings. */
export type Secrets = Readonly<Record<string, Json>>;

/** Settings with the secret ones taken out, and those. A secret that is absent or null counts as not set. */
export function splitSecrets(
  settings: JsonObject,
  pointers: readonly string[],
): { open: JsonObject; secrets: Secrets } {
  let open = settings;
  const secrets: Record<string, Json> = {};
  for (const pointer of pointers) {
    const value = valueAt(settings, pointer);
    if (value !== undefined && value !== null) secrets[pointer] = value;
    open = without(open, pointer);
  }
  return { open, secrets };
}

export function joinSecrets(settings: JsonObject, secrets: Secrets): JsonObject {
  return Object.entries(secrets).reduce((whole, [pointer, value]) => withValue(whole, pointer, value), settings);
}

/**
 * New settings completed with the stored secrets they leave out. One that is null in them was removed on purpose: it
 * is not filled in, and its null is dropped.
 */
export function keepSecrets(settings: JsonObject, stored: Secrets): { settings: JsonObject; kept: string[] } {
  const kept: string[] = [];
  let whole = settings;
  for (const [pointer, value] of Object.entries(stored)) {
    const given = valueAt(settings, pointer);
    if (given === null) whole = without(whole, pointer);
    if (given !== undefined) continue;
    whole = withValue(whole, pointer, value);
    if (valueAt(whole, pointer) !== undefined) kept.push(pointer);
  }
  return { settings: whole, kept };
}

/** Every text and number inside the secrets: what redaction has to look for. */
export function secretTexts(secrets: Secrets): string[] {
  const texts = (value: Json): string[] => {
    if (typeof value === 'string') return value === '' ? [] : [value];
    if (typeof value === 'number') return [String(value)];
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
  };
  return Object.values(secrets).flatMap(texts);
}
