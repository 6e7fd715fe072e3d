import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Tags } from 'yaml';
import { type ManifestNode, mapNode, type Origin } from './nodes.ts';
import type { Problems } from './problems.ts';

/** A manifest of more nodes than this is a mistake, or an attack by aliases or references of references. */
export const mostNodes = 200_000;

/**
 * Reads YAML 1.1 as the vocabulary's own reader does (`yes` is true, `<<` merges), except that dates stay text.
 * Problems of the syntax go to `problems`; null where nothing can be read.
 */
export function parseYaml(text: string, problems: Problems): ManifestNode | null {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    merge: true,
    lineCounter: lines,
    customTags: (tags) => tags.filter((tag) => !dropped.has(tagName(tag))),
  });
  for (const error of document.errors) {
    const { line } = lines.linePos(error.pos[0]);
    problems.add({ path: '', line }, `is not valid YAML: ${error.message.split('\n')[0]?.replace(/ at line.*$/, '')}`);
  }
  if (document.errors.length > 0 || document.contents === null) return null;
  let count = 0;

  function convert(node: unknown, path: string, parentLine: number): ManifestNode {
    const target = isAlias(node) ? node.resolve(document) : (node as Node | null | undefined);
    const line = target?.range ? lines.linePos(target.range[0]).line : parentLine;
    const origin: Origin = { path, line };
    if (++count > mostNodes) throw new RangeError('The manifest unfolds to too many values.');
    if (isSeq(target)) {
      return {
        kind: 'list',
        origin,
        items: target.items.map((item, index) => convert(item, `${path}[${index}]`, line)),
      };
    }
    if (isMap(target)) {
      const entries = new Map<string, ManifestNode>();
      for (const { key, value } of mergedPairs(target.items)) {
        const name = isScalar(key) ? String(key.value) : String(key);
        const keyLine = isScalar(key) && key.range ? lines.linePos(key.range[0]).line : line;
        const child = convert(value, path === '' ? name : `${path}.${name}`, keyLine);
        entries.set(name, { ...child, origin: { path: child.origin.path, line: keyLine } });
      }
      return mapNode(origin, entries);
    }
    const value = isScalar(target) ? target.value : null;
    return { kind: 'scalar', origin, value: isScalarValue(value) ? value : String(value) };
  }

  /** `<<: *alias` brings in the pairs of what it names; a pair written beside it wins. */
  function mergedPairs(items: readonly { key: unknown; value: unknown }[]): { key: unknown; value: unknown }[] {
    const isMerge = (key: unknown) => isScalar(key) && (key.value === '<<' || typeof key.value === 'symbol');
    const merged = items
      .filter(({ key }) => isMerge(key))
      .flatMap(({ value }) => (isSeq(value) ? value.items.toReversed() : [value]))
      .flatMap((value) => {
        const target = isAlias(value) ? value.resolve(document) : value;
        return isMap(target) ? mergedPairs(target.items) : [];
      });
    return [...merged, ...items.filter(({ key }) => !isMerge(key))];
  }

  try {
    return convert(document.contents, '', 1);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.add({ path: '', line: 1 }, 'unfolds to more values than a manifest can need. Remove aliases of aliases.');
    return null;
  }
}

const isScalarValue = (value: unknown): value is null | boolean | number | string =>
  value === null || ['boolean', 'number', 'string'].includes(typeof value);

/** Dates would lose the way they are written; sets and ordered maps have no place in a manifest. */
const dropped = new Set(['tag:yaml.org,2002:timestamp', 'tag:yaml.org,2002:binary']);
const tagName = (tag: Tags[number]) => (typeof tag === 'string' ? `tag:yaml.org,2002:${tag}` : tag.tag);
