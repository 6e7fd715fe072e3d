import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { RuntimeProblem } from '../problem.ts';

/** Where the intrinsic functions find what they name. Each throws RuntimeProblem for a name that does not exist. */
export interface Scope {
  ref(name: string): Promise<Json | undefined>;
  attribute(logicalId: string, attribute: string): Promise<Json>;
  condition(name: string): Promise<boolean>;
  mapping(map: string, key: string, subKey: string): Json;
}

type Intrinsic = (argument: Json, scope: Scope) => Promise<Json | undefined>;

/**
 * The value with every intrinsic function replaced by what it stands for; undefined for AWS::NoValue, which also
 * drops the property or list item that holds it. One after the other on purpose: resources are created on demand
 * while resolving, and a cycle among them is only seen in order.
 */
export async function resolve(value: Json, scope: Scope): Promise<Json | undefined> {
  if (Array.isArray(value)) {
    const items: Json[] = [];
    for (const item of value) {
      const resolved = await resolve(item, scope);
      if (resolved !== undefined) items.push(resolved);
    }
    return items;
  }
  if (!isJsonObject(value)) return value;
  const call = intrinsicCall(value);
  return call === null ? resolveObject(value, scope) : call.intrinsic(call.argument, scope);
}

async function resolveObject(value: JsonObject, scope: Scope): Promise<JsonObject> {
  const object: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    const resolved = await resolve(item, scope);
    if (resolved !== undefined) object[key] = resolved;
  }
  return object;
}

function intrinsicCall(value: JsonObject): { intrinsic: Intrinsic; argument: Json } | null {
  const entries = Object.entries(value);
  const [name, argument] = entries[0] ?? [];
  if (entries.length !== 1 || name === undefined || argument === undefined) return null;
  const intrinsic = intrinsics[name];
  if (intrinsic !== undefined) return { intrinsic, argument };
  if (name.startsWith('Fn::')) throw new RuntimeProblem(`The embedded runtime does not know ${name}`);
  return null;
}

const intrinsics: Readonly<Record<string, Intrinsic>> = {
  Ref: (argument, scope) => scope.ref(text(argument, 'Ref')),
  'Fn::GetAtt': (argument, scope) => getAttribute(argument, scope),
  'Fn::Sub': substitute,
  'Fn::Join': async (argument, scope) => {
    const [separator, values] = await list(argument, scope, 'Fn::Join');
    return texts(values, 'Fn::Join').join(text(separator, 'Fn::Join'));
  },
  'Fn::Select': async (argument, scope) => {
    const [index, values] = await list(argument, scope, 'Fn::Select');
    const selected = Array.isArray(values) ? values[Number(index)] : undefined;
    if (selected === undefined) throw new RuntimeProblem(`Fn::Select finds nothing at ${JSON.stringify(index)}`);
    return selected;
  },
  'Fn::Split': async (argument, scope) => {
    const [separator, value] = await list(argument, scope, 'Fn::Split');
    return text(value, 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
  'Fn::If': async (argument, scope) => {
    if (!Array.isArray(argument)) throw new RuntimeProblem('Fn::If needs [condition, then, else]');
    const [condition, whenTrue = null, whenFalse = null] = argument;
    return resolve((await scope.condition(text(condition, 'Fn::If'))) ? whenTrue : whenFalse, scope);
  },
  'Fn::Equals': async (argument, scope) => {
    const [left, right] = await list(argument, scope, 'Fn::Equals');
    return JSON.stringify(left) === JSON.stringify(right);
  },
  'Fn::And': async (argument, scope) => (await list(argument, scope, 'Fn::And')).every((item) => item === true),
  'Fn::Or': async (argument, scope) => (await list(argument, scope, 'Fn::Or')).some((item) => item === true),
  'Fn::Not': async (argument, scope) => (await list(argument, scope, 'Fn::Not'))[0] !== true,
  Condition: (argument, scope) => scope.condition(text(argument, 'Condition')),
  'Fn::FindInMap': async (argument, scope) => {
    const [map, key, subKey] = texts(await list(argument, scope, 'Fn::FindInMap'), 'Fn::FindInMap');
    return scope.mapping(map ?? '', key ?? '', subKey ?? '');
  },
  'Fn::Base64': async (argument, scope) =>
    Buffer.from(text((await resolve(argument, scope)) ?? null, 'Fn::Base64')).toString('base64'),
};

async function getAttribute(argument: Json, scope: Scope): Promise<Json> {
  const [logicalId = '', ...attribute] =
    typeof argument === 'string' ? argument.split('.') : texts(await list(argument, scope, 'Fn::GetAtt'), 'Fn::GetAtt');
  return scope.attribute(logicalId, attribute.join('.'));
}

/** `${!literal}` stays, `${Name}` is a variable or a Ref, `${Id.Attribute}` a Fn::GetAtt. */
async function substitute(argument: Json, scope: Scope): Promise<Json> {
  const [template, given] = Array.isArray(argument) ? argument : [argument, {}];
  const variables = isJsonObject(given) ? await resolveObject(given, scope) : {};
  let result = '';
  for (const [index, part] of text(template, 'Fn::Sub')
    .split(/\$\{([^}]*)\}/)
    .entries()) {
    if (index % 2 === 0) result += part;
    else if (part.startsWith('!')) result += `\${${part.slice(1)}}`;
    else result += text(await substituted(part, variables, scope), `Fn::Sub \${${part}}`);
  }
  return result;
}

async function substituted(name: string, variables: JsonObject, scope: Scope): Promise<Json | undefined> {
  const variable = variables[name];
  if (variable !== undefined) return variable;
  return name.includes('.') ? getAttribute(name, scope) : scope.ref(name);
}

async function list(argument: Json, scope: Scope, name: string): Promise<Json[]> {
  const resolved = await resolve(argument, scope);
  if (!Array.isArray(resolved)) throw new RuntimeProblem(`${name} needs a list`);
  return resolved;
}

function texts(value: Json | undefined, name: string): string[] {
  if (!Array.isArray(value)) throw new RuntimeProblem(`${name} needs a list`);
  return value.map((item) => text(item, name));
}

function text(value: Json | undefined, name: string): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new RuntimeProblem(`${name} needs text, not ${JSON.stringify(value)}`);
}
