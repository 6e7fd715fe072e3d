import { type ManifestNode, type MapNode, mapNode, textIn } from './nodes.ts';
import { mostNodes } from './parse-yaml.ts';
import type { Problems } from './problems.ts';

/** `#/definitions/x`, or the older `*ref(definitions.x)`. */
function referenceIn(node: ManifestNode): string | null {
  const text = textIn(node);
  if (text === undefined) return null;
  if (text.startsWith('#/')) return text.slice(2);
  const old = /^\*ref\(\s*([^)]+?)\s*\)$/.exec(text)?.[1];
  return old === undefined ? null : old.replace(/\[(\d+)\]/g, '.$1').replaceAll('.', '/');
}

/**
 * The node with everything it refers to in its place. A `$ref` among other entries brings in the entries of what it
 * names; those written beside it win, each as a whole. Dangling and circular references go to `problems`.
 */
export function resolveReferences(node: ManifestNode, root: ManifestNode, problems: Problems): ManifestNode {
  let count = 0;

  function resolve(current: ManifestNode, open: readonly string[]): ManifestNode {
    if (++count > mostNodes) throw new RangeError('too many nodes');
    if (current.kind === 'list') return { ...current, items: current.items.map((item) => resolve(item, open)) };
    if (current.kind === 'scalar') {
      const reference = referenceIn(current);
      return reference === null ? current : follow(current, reference, open);
    }
    const written = new Map<string, ManifestNode>();
    for (const [name, value] of current.entries) {
      if (name !== '$ref') written.set(name, name === 'config_overrides' ? value : resolve(value, open));
    }
    const pointer = current.entries.get('$ref');
    if (pointer === undefined) return mapNode(current.origin, written);
    const target = resolve(pointer, open);
    if (target === pointer) {
      problems.add(pointer.origin, '"$ref" must name a place in this file: "#/definitions/…"');
      return mapNode(current.origin, written);
    }
    return target.kind === 'map' ? mapNode(current.origin, new Map([...target.entries, ...written])) : target;
  }

  function follow(from: ManifestNode, reference: string, open: readonly string[]): ManifestNode {
    if (open.includes(reference)) {
      problems.add(from.origin, `"#/${reference}" refers back to itself`);
      return { kind: 'scalar', origin: from.origin, value: null };
    }
    const target = lookUp(root, reference);
    if (target === null) {
      problems.add(from.origin, `"#/${reference}" refers to something that is not in this file`);
      return { kind: 'scalar', origin: from.origin, value: null };
    }
    return resolve(target, [...open, reference]);
  }

  try {
    return resolve(node, []);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.add(node.origin, 'its references unfold to more values than a manifest can need');
    return mapNode(node.origin, new Map()) satisfies MapNode;
  }
}

/** A name may itself contain slashes, so the whole rest of the path is tried before its first part. */
function lookUp(root: ManifestNode, reference: string): ManifestNode | null {
  let current = root;
  for (let rest = reference; rest !== ''; ) {
    const whole = current.kind === 'map' ? current.entries.get(rest) : undefined;
    if (whole !== undefined) return whole;
    const slash = rest.indexOf('/');
    const head = slash < 0 ? rest : rest.slice(0, slash);
    const next =
      current.kind === 'map'
        ? current.entries.get(head)
        : current.kind === 'list'
          ? current.items[Number(head)]
          : undefined;
    if (next === undefined) return null;
    current = next;
    rest = slash < 0 ? '' : rest.slice(slash + 1);
  }
  return current;
}
