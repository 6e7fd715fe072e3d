import type { Json } from '../../../shared/connector/json.ts';
import { parseDuration } from '../datetime/duration.ts';
import { compileTemplate, constantTemplate, type Template } from '../expressions/template.ts';
import type { Mapping } from '../expressions/values.ts';
import type { ComponentRegistry } from './component.ts';
import { type ManifestNode, type MapNode, type Origin, textIn, toJson } from './nodes.ts';
import type { Problems } from './problems.ts';
import type { Roles } from './roles.ts';

/** Variables that an expression may use besides `config`, by the place of its field. */
export type VariableNames = readonly string[];

export const requestVariables: VariableNames = [
  'next_page_token',
  'stream_interval',
  'stream_partition',
  'stream_slice',
];
export const responseVariables: VariableNames = ['response', 'headers', 'last_record', 'last_page_size'];

/** The fields of one component, read with a report of whatever is wrong with them. */
export class Fields {
  readonly origin: Origin;
  readonly #node: MapNode;
  readonly #problems: Problems;
  readonly #registry: ComponentRegistry;

  constructor(node: MapNode, problems: Problems, registry: ComponentRegistry) {
    this.origin = node.origin;
    this.#node = node;
    this.#problems = problems;
    this.#registry = registry;
  }

  get parameters(): Mapping {
    return Object.fromEntries(Array.from(this.#node.parameters, ([name, node]) => [name, toJson(node)]));
  }

  /** The field as it is written; undefined where it is absent or null. */
  node(name: string): ManifestNode | undefined {
    const node = this.#node.entries.get(name);
    return node?.kind === 'scalar' && node.value === null ? undefined : node;
  }

  problem(name: string | null, message: string): void {
    this.#problems.add((name === null ? undefined : this.node(name)?.origin) ?? this.origin, message);
  }

  /** A text without expressions. */
  text(name: string): string | undefined {
    const node = this.node(name);
    if (node === undefined) return undefined;
    if (node.kind === 'scalar') return String(node.value);
    this.problem(name, 'must be a text');
    return undefined;
  }

  flag(name: string): boolean {
    const node = this.node(name);
    if (node === undefined) return false;
    if (node.kind === 'scalar' && typeof node.value === 'boolean') return node.value;
    this.problem(name, 'must be true or false');
    return false;
  }

  integer(name: string): number | undefined {
    const node = this.node(name);
    if (node === undefined) return undefined;
    const value = node.kind === 'scalar' ? Number(node.value) : Number.NaN;
    if (Number.isInteger(value)) return value;
    this.problem(name, 'must be a whole number');
    return undefined;
  }

  /** A text that may hold expressions over `config`, `parameters` and the given variables. */
  template(name: string, variables: VariableNames = []): Template | undefined {
    const node = this.node(name);
    return node === undefined ? undefined : this.templateIn(node, variables);
  }

  templateIn(node: ManifestNode, variables: VariableNames = []): Template {
    if (node.kind !== 'scalar') {
      this.#problems.add(node.origin, 'must be a text');
      return constantTemplate('');
    }
    const { value } = node;
    const source = value === true ? 'True' : value === false ? 'False' : String(value ?? '');
    return compileTemplate(source, {
      variables: new Set(['config', ...variables]),
      parameters: this.parameters,
      problem: (message) => this.#problems.add(node.origin, message),
    });
  }

  templates(name: string, variables: VariableNames = []): Template[] {
    const node = this.node(name);
    if (node === undefined) return [];
    if (node.kind === 'list') return node.items.map((item) => this.templateIn(item, variables));
    this.problem(name, 'must be a list');
    return [];
  }

  /** A duration in ISO 8601, or an expression that gives one. */
  duration(name: string): Template | undefined {
    const template = this.template(name);
    if (template?.isConstant && template.source !== '' && parseDuration(template.source) === null) {
      this.problem(name, `"${template.source}" is not an ISO 8601 duration such as P1D or PT1H`);
    }
    return template;
  }

  /** The component in a field, of any type that has the role. */
  component<R extends keyof Roles>(name: string, role: R): Roles[R] | undefined {
    const node = this.node(name);
    return node === undefined ? undefined : buildComponent(node, role, this.#problems, this.#registry);
  }

  required<T>(name: string, value: T | undefined): T | undefined {
    if (value === undefined && this.node(name) === undefined) this.problem(null, `"${name}" is missing`);
    return value;
  }
}

/** Builds the component that a node describes. Undefined, with a problem, where it cannot be one of that role. */
export function buildComponent<R extends keyof Roles>(
  node: ManifestNode,
  role: R,
  problems: Problems,
  registry: ComponentRegistry,
): Roles[R] | undefined {
  const candidates = registry.filter((component) => component.role === role);
  const supported = candidates.map(({ type }) => type).join(', ');
  if (node.kind !== 'map') {
    problems.add(node.origin, `must be a component (one of: ${supported})`);
    return undefined;
  }
  const typeNode = node.entries.get('type');
  const type = textIn(typeNode);
  const component = candidates.find((candidate) => candidate.type === type);
  if (component === undefined) {
    problems.add(
      typeNode?.origin ?? node.origin,
      `${componentName(node)} is not supported here (supported: ${supported})`,
    );
    return undefined;
  }
  checkFieldNames(node, component, problems);
  // The registry's entries of one role all build what that role stands for.
  return component.build(new Fields(node, problems, registry)) as Roles[R];
}

/** `OAuthAuthenticator`, or the Python class that a file brings along. */
function componentName({ entries }: MapNode): string {
  const [type, custom] = [textIn(entries.get('type')), textIn(entries.get('class_name'))];
  if (custom === undefined) return type ?? 'a component without a type';
  return `${type ?? 'code of its own'} (${custom})`;
}

function checkFieldNames(node: MapNode, component: ComponentRegistry[number], problems: Problems): void {
  const accepted = new Set(['type', 'description', ...component.reads, ...(component.describes ?? [])]);
  for (const [name, value] of node.entries) {
    // A field that is left empty asks for nothing.
    if (value.kind === 'scalar' && value.value === null) continue;
    const allowed = component.onlyAs?.[name];
    if (allowed !== undefined) {
      const written = JSON.stringify(toJson(value));
      if (!allowed.some((one) => JSON.stringify(one) === written)) {
        problems.add(value.origin, `${component.type} does not support "${name}"${insteadOf(value, allowed)}`);
      }
    } else if (!accepted.has(name) && !node.inherited.has(name)) {
      const remedy = name === '$options' ? ' (it is called $parameters now)' : insteadOf(value, []);
      problems.add(value.origin, `${component.type} does not support the field "${name}"${remedy}`);
    }
  }
}

/** Names the components that are asked for, or else the values that would be accepted. */
function insteadOf(value: ManifestNode, allowed: readonly Json[]): string {
  const items = value.kind === 'list' ? value.items : [value];
  const types = items.flatMap((item) => (item.kind === 'map' ? componentName(item) : []));
  if (types.length > 0) return ` (${[...new Set(types)].join(', ')})`;
  const values = allowed.filter((one) => typeof one !== 'object');
  return values.length === 0
    ? ''
    : ` as ${JSON.stringify(toJson(value))} (only as ${values.map((one) => JSON.stringify(one)).join(' or ')})`;
}
