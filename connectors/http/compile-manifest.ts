import { components } from './components/registry.ts';
import { buildComponent } from './manifest/build-component.ts';
import type { CompiledStream } from './manifest/compiled-stream.ts';
import { type ManifestNode, type MapNode, textIn } from './manifest/nodes.ts';
import { propagate } from './manifest/parameters.ts';
import { parseYaml } from './manifest/parse-yaml.ts';
import { type ManifestProblem, Problems } from './manifest/problems.ts';
import { resolveReferences } from './manifest/references.ts';
import type { Roles } from './manifest/roles.ts';
import type { Spec } from './manifest/spec.ts';

export interface StreamOutcome {
  readonly name: string;
  readonly problems: readonly ManifestProblem[];
  /** Null where there are problems. */
  readonly stream: CompiledStream | null;
}

export interface CompiledManifest {
  /** Problems of the file as a whole: with any, no stream can be read. */
  readonly problems: readonly ManifestProblem[];
  readonly streams: readonly StreamOutcome[];
  /** The streams that a test of the connection reads. */
  readonly checkStreams: readonly string[];
  readonly spec: Spec | null;
}

/** Warm workers read the same few manifests for each pull; an edited one pushes the oldest out. */
const mostKept = 20;
const kept = new Map<string, CompiledManifest>();

/** Parses, checks and compiles a manifest; the same text only once. */
export function compileManifest(text: string): CompiledManifest {
  const ready = kept.get(text);
  if (ready !== undefined) return ready;
  const made = compile(text);
  if (kept.size >= mostKept) for (const oldest of [...kept.keys()].slice(0, 1)) kept.delete(oldest);
  kept.set(text, made);
  return made;
}

const rootFields = new Set(['type', 'version', 'check', 'streams', 'spec', 'definitions', 'schemas', '$parameters']);
/** Descriptions, and how much to do at once: here one page follows the other. */
const descriptiveRootFields = new Set([
  'metadata',
  'description',
  'concurrency_level',
  'max_concurrent_async_job_count',
]);

function compile(text: string): CompiledManifest {
  const problems = new Problems();
  const root = parseYaml(text, problems);
  const nothing = { streams: [], checkStreams: [], spec: null };
  if (root === null || root.kind !== 'map') {
    if (!problems.any)
      problems.add(
        { path: '', line: 1 },
        'is not a manifest: its top must be an object with "version", "check" and "streams"',
      );
    return { ...nothing, problems: problems.list() };
  }
  checkRoot(root, problems);
  const part = <R extends keyof Roles>(name: string, role: R): Roles[R] | undefined => {
    const node = root.entries.get(name);
    return node === undefined ? undefined : buildFrom(node, `DeclarativeSource.${name}`, role, root, problems);
  };
  const spec = part('spec', 'spec') ?? null;
  const streams = streamNodes(root, problems).map((node) => compileStream(node, root));
  const names = streams.map(({ name }) => name);
  for (const name of new Set(names.filter((one, at) => names.indexOf(one) !== at))) {
    problems.add(root.origin, `two streams are called "${name}": give each its own name`);
  }
  const checkStreams = part('check', 'check')?.streamNames ?? [];
  for (const name of checkStreams) {
    if (!names.includes(name))
      problems.add(root.entries.get('check')?.origin ?? root.origin, `"${name}" is no stream of this manifest`);
  }
  return { streams, checkStreams, spec, problems: problems.list() };
}

function checkRoot(root: MapNode, problems: Problems): void {
  const type = root.entries.get('type');
  if (type !== undefined && textIn(type) !== 'DeclarativeSource') {
    problems.add(type.origin, `${textIn(type) ?? 'this'} is not supported here (supported: DeclarativeSource)`);
  }
  for (const name of ['version', 'check', 'streams']) {
    if (!root.entries.has(name)) problems.add(root.origin, `"${name}" is missing`);
  }
  for (const [name, value] of root.entries) {
    const isEmpty = value.kind === 'list' && value.items.length === 0;
    if (name === 'dynamic_streams' && isEmpty) continue;
    if (!rootFields.has(name) && !descriptiveRootFields.has(name)) {
      problems.add(value.origin, `the field "${name}" is not supported`);
    }
  }
}

function streamNodes(root: MapNode, problems: Problems): readonly ManifestNode[] {
  const written = root.entries.get('streams');
  if (written === undefined) return [];
  const streams = written.kind === 'list' ? written : resolveReferences(written, root, problems);
  if (streams.kind === 'list') return streams.items;
  problems.add(streams.origin, 'must be a list');
  return [];
}

function compileStream(node: ManifestNode, root: MapNode): StreamOutcome {
  const problems = new Problems();
  const resolved = resolveReferences(node, root, problems);
  const full = propagate(resolved, 'DeclarativeSource.streams', rootParameters(root));
  const stream = buildComponent(full, 'stream', problems, components) ?? null;
  const name = stream?.name ?? (full.kind === 'map' ? textIn(full.entries.get('name')) : undefined) ?? node.origin.path;
  return {
    name: name === '' ? node.origin.path : name,
    problems: problems.list(),
    stream: problems.any ? null : stream,
  };
}

function buildFrom<R extends keyof Roles>(
  node: ManifestNode,
  place: string,
  role: R,
  root: MapNode,
  problems: Problems,
) {
  const full = propagate(resolveReferences(node, root, problems), place, rootParameters(root));
  return buildComponent(full, role, problems, components);
}

function rootParameters(root: MapNode): ReadonlyMap<string, ManifestNode> {
  const parameters = root.entries.get('$parameters');
  return parameters?.kind === 'map' ? parameters.entries : new Map();
}
