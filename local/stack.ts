import * as z from 'zod';
import { account } from './account.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { messageOf, RuntimeProblem } from './problem.ts';
import { resourceKinds } from './resources/registry.ts';
import type { Created } from './resources/resource-kind.ts';
import { createWithoutEffect } from './resources/without-effect.ts';
import { stableUuid } from './template/physical-name.ts';
import { resolve, type Scope } from './template/resolve.ts';
import type { Template, TemplateResource } from './template/template.ts';
import type { World } from './world.ts';

/** The resources of a template, created on demand and in the order in which they refer to each other. */
export class Stack {
  readonly #world: World;
  readonly #template: Template;
  readonly #created = new Map<string, Created>();
  /** Logical ids on the way, outermost first. */
  readonly #creating: string[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#template = world.assembly.template;
  }

  /** Throws RuntimeProblem, naming type and logical id, for the first resource that cannot be. */
  async create(): Promise<ReadonlyMap<string, Created>> {
    for (const resource of this.#template.resources.values()) this.#checkType(resource);
    for (const resource of this.#template.resources.values()) {
      if (await this.#isWanted(resource)) await this.#createOnce(resource);
    }
    return this.#created;
  }

  /** The template's outputs, by name. */
  async outputs(): Promise<Record<string, string>> {
    const outputs: Record<string, string> = {};
    for (const [name, output] of Object.entries(this.#template.outputs)) {
      if (!isJsonObject(output)) continue;
      const condition = output['Condition'];
      if (typeof condition === 'string' && !(await this.#scope.condition(condition))) continue;
      outputs[name] = this.#localUrls(String(await resolve(output['Value'] ?? '', this.#scope)));
    }
    return outputs;
  }

  /** Templates put URLs of an API and of a distribution together as if they were in AWS. */
  #localUrls(value: string): string {
    let result = value;
    for (const apiId of this.#world.apis.keys()) {
      const cloudUrl = `https://${apiId}.execute-api.${account.region}.${account.urlSuffix}`;
      result = result.replaceAll(cloudUrl, this.#world.apiUrl);
    }
    const { domainName } = this.#world.edge;
    return domainName === null ? result : result.replaceAll(`https://${domainName}`, this.#world.apiUrl);
  }

  #checkType({ type, logicalId }: TemplateResource): void {
    if (resourceKinds.has(type) || createWithoutEffect(type, '', '') !== null) return;
    throw new RuntimeProblem(
      `The embedded runtime does not know the resource type ${type} (${logicalId}). ` +
        'Give it a kind in local/resources/registry.ts, or list it in local/resources/without-effect.ts.',
    );
  }

  async #isWanted({ condition }: TemplateResource): Promise<boolean> {
    return condition === null || this.#scope.condition(condition);
  }

  async #createOnce(resource: TemplateResource): Promise<Created> {
    const { logicalId } = resource;
    const existing = this.#created.get(logicalId);
    if (existing !== undefined) return existing;
    if (this.#creating.includes(logicalId)) {
      throw new RuntimeProblem(
        `Resources refer to each other in a circle: ${this.#creating.join(' → ')} → ${logicalId}`,
      );
    }
    this.#creating.push(logicalId);
    const created = await this.#createResource(resource);
    this.#creating.pop();
    this.#created.set(logicalId, created);
    return created;
  }

  async #createResource({ type, logicalId, properties }: TemplateResource): Promise<Created> {
    const kind = resourceKinds.get(type);
    const withoutEffect = createWithoutEffect(type, this.#world.assembly.stackName, logicalId);
    if (withoutEffect !== null) return { ...withoutEffect, ...(await this.#ownName(properties)) };
    try {
      const names = kind?.propertyNames ?? null;
      const known = Object.entries(properties).filter(([name]) => names === null || names.includes(name));
      const resolved = await resolve(Object.fromEntries(known), this.#scope);
      if (kind === undefined) throw new RuntimeProblem('unknown type');
      return await kind.create(logicalId, resolved, this.#world);
    } catch (thrown) {
      const message = thrown instanceof z.ZodError ? z.prettifyError(thrown) : messageOf(thrown);
      const place = `${type} ${logicalId}: `;
      throw new RuntimeProblem(message.startsWith('AWS::') ? message : place + message, { cause: thrown });
    }
  }

  /** A log group is referred to by its given name even though it has no effect. */
  async #ownName(properties: JsonObject): Promise<{ ref?: string }> {
    const name = properties['LogGroupName'] ?? properties['RoleName'];
    return name === undefined ? {} : { ref: String(await resolve(name, this.#scope)) };
  }

  readonly #scope: Scope = {
    ref: async (name) => {
      if (name === 'AWS::NoValue') return undefined;
      const known = pseudoParameter(name, this.#world.assembly.stackName) ?? parameterDefault(this.#template, name);
      return known ?? (await this.#findResource(name)).ref;
    },
    attribute: async (logicalId, attribute) => {
      const value = (await this.#findResource(logicalId)).attributes?.[attribute];
      if (value !== undefined) return value;
      throw new RuntimeProblem(`The embedded runtime has no attribute ${attribute} for ${logicalId}`);
    },
    condition: async (name) => {
      const condition = this.#template.conditions[name];
      if (condition === undefined) throw new RuntimeProblem(`The template has no condition ${name}`);
      return (await resolve(condition, this.#scope)) === true;
    },
    mapping: (map, key, subKey) => {
      const keys = this.#template.mappings[map];
      const values = isJsonObject(keys) ? keys[key] : null;
      const value = isJsonObject(values) ? values[subKey] : undefined;
      if (value !== undefined) return value;
      throw new RuntimeProblem(`The template has no mapping ${map}.${key}.${subKey}`);
    },
  };

  async #findResource(logicalId: string): Promise<Created> {
    const resource = this.#template.resources.get(logicalId);
    if (resource === undefined) throw new RuntimeProblem(`The template has no resource or parameter ${logicalId}`);
    if (!(await this.#isWanted(resource))) throw new RuntimeProblem(`${logicalId} is left out by its condition`);
    return this.#createOnce(resource);
  }
}

function pseudoParameter(name: string, stackName: string): Json | undefined {
  const values: Readonly<Record<string, Json>> = {
    'AWS::Region': account.region,
    'AWS::AccountId': account.accountId,
    'AWS::Partition': account.partition,
    'AWS::URLSuffix': account.urlSuffix,
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:aws:cloudformation:${account.region}:${account.accountId}:stack/${stackName}/${stableUuid(stackName)}`,
    'AWS::NotificationARNs': [],
  };
  return values[name];
}

function parameterDefault(template: Template, name: string): Json | undefined {
  const parameter = template.parameters[name];
  if (!isJsonObject(parameter)) return undefined;
  const value = parameter['Default'];
  if (value === undefined) throw new RuntimeProblem(`The parameter ${name} has no default`);
  return value;
}
