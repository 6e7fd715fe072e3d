import type { Json, JsonObject } from '../../shared/connector/json.ts';
import { formatPointer } from '../../shared/connector/json-pointer.ts';
import type { SettingsProblem } from '../../shared/connector/settings-problem.ts';

/**
 * What a configuration lacks by the JSON schema of its manifest's spec: required fields, types, choices. Formats,
 * patterns and bounds are left to the source. Never with a value in it.
 */
export function configProblems(specification: Json, config: JsonObject): SettingsProblem[] {
  return problemsOf(specification, config, ['config'], 0);
}

type Place = readonly string[];

const problem = (at: Place, detail: string): SettingsProblem => ({ pointer: formatPointer(at), detail });

/** Only stops a schema that refers to itself by YAML aliases. */
const deepest = 20;

function problemsOf(schema: Json | undefined, value: Json, at: Place, depth: number): SettingsProblem[] {
  if (!isObject(schema) || depth > deepest) return [];
  const types = [schema['type'] ?? []].flat().filter((type) => typeof type === 'string');
  if (types.length > 0 && !types.some((type) => hasType(value, type)))
    return [problem(at, `must be of type ${types.join(' or ')}`)];
  const allowed = Array.isArray(schema['enum']) ? schema['enum'] : 'const' in schema ? [schema['const'] ?? null] : null;
  if (allowed !== null && !allowed.some((one) => JSON.stringify(one) === JSON.stringify(value))) {
    return [problem(at, `must be ${allowed.map((one) => JSON.stringify(one)).join(' or ')}`)];
  }
  return [
    ...fieldProblems(schema, value, at, depth),
    ...(Array.isArray(value)
      ? value.flatMap((item, index) => problemsOf(schema['items'], item, [...at, String(index)], depth + 1))
      : []),
    ...variantProblems(schema['oneOf'] ?? schema['anyOf'], value, at, depth),
  ];
}

function fieldProblems(schema: JsonObject, value: Json, at: Place, depth: number): SettingsProblem[] {
  if (!isObject(value)) return [];
  const required = Array.isArray(schema['required'])
    ? schema['required'].filter((name) => typeof name === 'string')
    : [];
  const missing = required.filter((name) => !Object.hasOwn(value, name) || value[name] === null);
  const fields = isObject(schema['properties']) ? Object.entries(schema['properties']) : [];
  return [
    ...missing.map((name) => problem([...at, name], 'is required')),
    ...fields.flatMap(([name, field]) => {
      const given = Object.hasOwn(value, name) ? value[name] : undefined;
      // Null stands for "not given", as forms send it.
      return given === undefined || given === null ? [] : problemsOf(field, given, [...at, name], depth + 1);
    }),
  ];
}

/** One variant that fits is enough; where none does, the one that comes closest says what is wrong. */
function variantProblems(variants: Json | undefined, value: Json, at: Place, depth: number): SettingsProblem[] {
  if (!Array.isArray(variants) || variants.length === 0) return [];
  const each = variants.map((variant) => problemsOf(variant, value, at, depth + 1));
  return each.reduce((fewest, problems) => (problems.length < fewest.length ? problems : fewest));
}

function hasType(value: Json, type: string): boolean {
  switch (type) {
    case 'object':
      return isObject(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'null':
      return value === null;
    default:
      return typeof value === type;
  }
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
