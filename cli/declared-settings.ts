import { parse } from 'yaml';
import type { Json } from '../shared/connector/json.ts';
import { CliError, exitCodes } from './exit-codes.ts';

interface Property {
  readonly type?: unknown;
  readonly airbyte_secret?: unknown;
  readonly properties?: unknown;
}

/** The settings that a connector file declares in its `spec`, as far as reading a command line needs them. */
export interface DeclaredSettings {
  has(key: string): boolean;
  isSecret(key: string): boolean;
  /** A text from the command line as what the file declares: text, number or truth. */
  convert(key: string, value: string): Json;
}

/** Whether the file is a valid connector is not said here: `check` and the API do that. */
export function declaredSettings(manifest: string): DeclaredSettings {
  const specification = valueAt(readYaml(manifest), ['spec', 'connection_specification', 'properties']);
  const property = (key: string): Property =>
    (valueAt(specification, [key]) ??
      valueAt(specification, key.split('.').join('.properties.').split('.')) ??
      {}) as Property;
  return {
    has: (key) => valueAt(specification, [key]) !== undefined,
    isSecret: (key) => property(key).airbyte_secret === true,
    convert: (key, value) => convert(key, value, property(key).type),
  };
}

function convert(key: string, value: string, declared: unknown): Json {
  const types = Array.isArray(declared) ? declared : [declared];
  if (types.includes('string')) return value;
  if (types.includes('integer') || types.includes('number')) {
    const number = Number(value);
    if (value.trim() !== '' && Number.isFinite(number)) return number;
    throw new CliError(exitCodes.refused, `"${key}" must be a number.`);
  }
  if (types.includes('boolean')) {
    if (value === 'true' || value === 'false') return value === 'true';
    throw new CliError(exitCodes.refused, `"${key}" must be true or false.`);
  }
  if (types.includes('array') || types.includes('object')) {
    try {
      return JSON.parse(value) as Json;
    } catch {
      throw new CliError(exitCodes.refused, `"${key}" must be given as JSON.`);
    }
  }
  return value;
}

function readYaml(manifest: string): unknown {
  try {
    return parse(manifest, { logLevel: 'silent' });
  } catch {
    return undefined;
  }
}

function valueAt(root: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Record<string, unknown>)[name]
        : undefined,
    root,
  );
}
