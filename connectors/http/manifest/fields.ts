import { parseDuration } from '../datetime/duration.ts';
import { compileTemplate, constantTemplate, type Template } from '../expressions/template.ts';
import type { Mapping } from '../expressions/values.ts';
import { type ManifestNode, type MapNode, type Origin, toJson } from './nodes.ts';
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

/** Makes of a node what it describes. Undefined, with a problem reported, where it cannot be used in that role. */
export type BuildComponent = <R extends keyof Roles>(node: ManifestNode, role: R) => Roles[R] | undefined;

/** The fields of one component, read with a report of whatever is wrong with them. */
export class Fields {
  readonly origin: Origin;
  readonly #node: MapNode;
  readonly #problems: Problems;
  readonly #build: BuildComponent;

  constructor(node: MapNode, problems: Problems, build: BuildComponent) {
    this.origin = node.origin;
    this.#node = node;
    this.#problems = problems;
    this.#build = build;
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
    return node === undefined ? undefined : this.#build(node, role);
  }

  required<T>(name: string, value: T | undefined): T | undefined {
    if (value === undefined && this.node(name) === undefined) this.problem(null, `"${name}" is missing`);
    return value;
  }
}
