import type { Json, JsonObject } from '../../shared/connector/json.ts';
import type { CompiledManifest } from './compile-manifest.ts';
import { configReferences } from './expressions/config-references.ts';

type Path = readonly string[];

/**
 * JSON pointers of the secret settings: each field of `config` that the spec marks `airbyte_secret`, at any depth, and
 * each that an authenticator takes its credentials from, marked or not. Elements of a list are named as they are there.
 */
export function secretPointers(manifest: CompiledManifest, config: JsonObject): string[] {
  const marked = markedPaths(manifest.spec?.connectionSpecification ?? {}, config, []);
  const used = manifest.streams.flatMap(({ stream }) =>
    (stream?.retriever.requester.authenticator?.credentials ?? []).flatMap(({ source }) => configReferences(source)),
  );
  const pointers = new Set(
    [...marked, ...used].map(
      (path) =>
        `/config${path
          .map(escaped)
          .map((name) => `/${name}`)
          .join('')}`,
    ),
  );
  // A pointer below another one would be a second owner of the same value.
  return [...pointers].filter((pointer) => ![...pointers].some((other) => pointer.startsWith(`${other}/`)));
}

/** The settings that the credentials come from, as a person would write them. */
export function credentialNames(manifest: CompiledManifest): string[] {
  const sources = manifest.streams.flatMap(
    ({ stream }) => stream?.retriever.requester.authenticator?.credentials ?? [],
  );
  return [
    ...new Set(sources.flatMap(({ source }) => configReferences(source)).map((path) => `config.${path.join('.')}`)),
  ];
}

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** A schema's own depth is what its author wrote; this only stops one that refers to itself. */
const deepest = 20;

function markedPaths(schema: Json | undefined, value: Json | undefined, path: Path): Path[] {
  if (!isObject(schema) || path.length > deepest) return [];
  if (schema['airbyte_secret'] === true) return path.length === 0 ? [] : [path];
  const found: Path[] = [];
  for (const [name, field] of Object.entries(isObject(schema['properties']) ? schema['properties'] : {})) {
    found.push(...markedPaths(field, isObject(value) ? value[name] : undefined, [...path, name]));
  }
  for (const variants of [schema['oneOf'], schema['anyOf'], schema['allOf']]) {
    if (Array.isArray(variants)) found.push(...variants.flatMap((variant) => markedPaths(variant, value, path)));
  }
  const elements = Array.isArray(value) ? value : [];
  elements.forEach((element, index) => {
    found.push(...markedPaths(schema['items'], element, [...path, String(index)]));
  });
  return found;
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
