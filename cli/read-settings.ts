import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { Json, JsonObject } from '../shared/connector/json.ts';
import { withValue } from '../shared/connector/json-pointer.ts';
import type { DeclaredSettings } from './declared-settings.ts';
import { CliError, exitCodes } from './exit-codes.ts';

export const settingsHelp = `Settings, one or several, later ones win:
  key=value          a text; a number or true/false where the connector file declares one; a.b=value for what is nested
  key=env:NAME       from the environment variable NAME, so that a secret stays out of the shell's history
  key=file:PATH      from a file
  key=-              from standard input
  @settings.json     all of them, from a file
  '{"key": "value"}' all of them, as JSON`;

/** For an option that takes a value as one of the settings does. */
export const settingValueHelp = "env:NAME, file:PATH or - keep it out of the shell's history";

export interface ReadSettings {
  readonly settings: JsonObject;
  /** Keys whose values stood on the command line. */
  readonly literal: readonly string[];
}

/** Reads the `--settings` of a command line. Throws CliError `refused` for whatever cannot be read. */
export async function readSettings(given: readonly string[], declared: DeclaredSettings): Promise<ReadSettings> {
  let settings: JsonObject = {};
  const literal: string[] = [];
  if (given.filter((argument) => argument.endsWith('=-')).length > 1) {
    throw refused('Standard input can give only one of the settings.');
  }
  for (const argument of given) {
    if (argument.startsWith('@')) settings = { ...settings, ...(await readJsonFile(argument.slice(1))) };
    else if (argument.trimStart().startsWith('{')) settings = { ...settings, ...parseObject(argument, 'The settings') };
    else {
      const { key, value, isLiteral } = await readPair(argument);
      if (isLiteral) literal.push(key);
      settings = withValue(settings, pointerOf(key, declared), declared.convert(key, value));
    }
  }
  return { settings, literal };
}

async function readPair(argument: string): Promise<{ key: string; value: string; isLiteral: boolean }> {
  const equals = argument.indexOf('=');
  if (equals < 1) {
    // The argument itself is not repeated: it may be a secret.
    throw refused(`One of the settings has no "key=" in front.\n\n${settingsHelp}`);
  }
  const key = argument.slice(0, equals);
  const value = argument.slice(equals + 1);
  if (value === '-') return { key, value: withoutLastNewline(await text(process.stdin)), isLiteral: false };
  if (value.startsWith('file:')) {
    return { key, value: withoutLastNewline(await readTextFile(value.slice('file:'.length))), isLiteral: false };
  }
  if (!value.startsWith('env:')) return { key, value, isLiteral: true };
  const name = value.slice('env:'.length);
  const fromEnvironment = process.env[name];
  if (fromEnvironment === undefined) throw refused(`The environment variable ${name}, meant for "${key}", is not set.`);
  return { key, value: fromEnvironment, isLiteral: false };
}

/** A dot nests, unless the connector file declares a setting with a dot in its name. */
const pointerOf = (key: string, declared: DeclaredSettings): string =>
  (declared.has(key) ? [key] : key.split('.'))
    .map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');

const readJsonFile = async (path: string): Promise<JsonObject> => parseObject(await readTextFile(path), path);

export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as { code?: string };
    throw refused(code === 'ENOENT' ? `There is no file ${path}.` : `The file ${path} cannot be read (${code}).`);
  }
}

function parseObject(json: string, where: string): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(json) as Json;
  } catch {
    throw refused(`${where}: this is not valid JSON.`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw refused(`${where}: a JSON object is needed, {"key": "value"}.`);
}

const withoutLastNewline = (value: string): string => value.replace(/\r?\n$/, '');

const refused = (message: string): CliError => new CliError(exitCodes.refused, message);
