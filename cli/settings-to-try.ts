import type { Integration } from '../shared/api/integration.ts';
import type { Json, JsonObject } from '../shared/connector/json.ts';
import { declaredSettings } from './declared-settings.ts';
import { readSettings, readTextFile } from './read-settings.ts';
import { textsOnly } from './target-settings.ts';

export interface SettingsOptions {
  /** Path of a connector file. */
  readonly file?: string;
  readonly settings?: string[];
}

/** The settings of an integration with some of them changed, to try them out; undefined where none is. */
export async function settingsToTry(
  { settings }: Integration,
  { file, settings: given = [] }: SettingsOptions,
): Promise<JsonObject | undefined> {
  if (file === undefined && given.length === 0) return undefined;
  const { manifest, config = {}, ...rest } = settings as JsonObject;
  const inForce = file === undefined ? manifest : await readTextFile(file);
  // A target has no connector file: its settings stand by themselves.
  if (typeof inForce !== 'string')
    return merged(settings as JsonObject, (await readSettings(given, textsOnly)).settings);
  const changed = await readSettings(given, declaredSettings(inForce));
  return { ...rest, manifest: inForce, config: merged(config as JsonObject, changed.settings) };
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is nested in both is merged as well. */
function merged(before: JsonObject, after: JsonObject): JsonObject {
  const changed = Object.entries(after).map(([name, value]): [string, Json] => {
    const old = before[name];
    return [name, isObject(value) && isObject(old) ? merged(old, value) : value];
  });
  return { ...before, ...Object.fromEntries(changed) };
}
