import type { Json } from '../../../shared/connector/json.ts';
import type { ComponentRegistry } from './component.ts';
import { type BuildComponent, Fields } from './fields.ts';
import { type ManifestNode, type MapNode, textIn, toJson } from './nodes.ts';
import type { Problems } from './problems.ts';
import type { Roles } from './roles.ts';

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
  const build: BuildComponent = (inner, innerRole) => buildComponent(inner, innerRole, problems, registry);
  return component.build(new Fields(node, problems, build)) as Roles[R];
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
