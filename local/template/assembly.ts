import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { Json } from '../json.ts';
import { messageOf, RuntimeProblem } from '../problem.ts';
import { readTemplate, type Template } from './template.ts';

/** One stack of a synthesized CDK app, with what its template refers to on disk. */
export interface Assembly {
  readonly stackName: string;
  readonly template: Template;
  /** Construct path without the stack's own name (`Trail/Table`) → logical id. */
  readonly constructPaths: ReadonlyMap<string, string>;
  /** Directory or file of an asset by the S3 key that the template gives it. Throws RuntimeProblem for unknown keys. */
  assetPath(objectKey: string): string;
}

const metadataSchema = z.record(z.string(), z.array(z.looseObject({ type: z.string(), data: z.unknown().optional() })));

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      metadata: metadataSchema.optional(),
      additionalMetadataFile: z.string().optional(),
      properties: z.looseObject({ templateFile: z.string().optional(), stackName: z.string().optional() }).optional(),
    }),
  ),
});

const assetsSchema = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.looseObject({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

/** Reads a cloud assembly (`cdk.out`) with exactly one stack. Throws RuntimeProblem where there is none, or several. */
export function readAssembly(directory: string): Assembly {
  const { artifacts } = manifestSchema.parse(readJson(join(directory, 'manifest.json')));
  const stacks = Object.entries(artifacts).filter(([, artifact]) => artifact.type === 'aws:cloudformation:stack');
  const [first, ...more] = stacks;
  if (first === undefined || more.length > 0) {
    const names = stacks.map(([id]) => id).join(', ') || 'none';
    throw new RuntimeProblem(`The embedded runtime starts exactly one stack; ${directory} holds: ${names}`);
  }
  const [id, stack] = first;
  const assets = readAssets(directory, artifacts);
  const template = readTemplate(readJson(join(directory, stack.properties?.templateFile ?? `${id}.template.json`)));
  const extra = stack.additionalMetadataFile;
  const metadata = {
    ...stack.metadata,
    ...(extra === undefined ? {} : metadataSchema.parse(readJson(join(directory, extra)))),
  };
  return {
    stackName: stack.properties?.stackName ?? id,
    template,
    constructPaths: readConstructPaths(id, metadata, template),
    assetPath: (objectKey) => {
      const path = assets.get(objectKey);
      if (path === undefined) throw new RuntimeProblem(`No asset in ${directory} has the key ${objectKey}`);
      return path;
    },
  };
}

type Artifacts = z.infer<typeof manifestSchema>['artifacts'];

function readAssets(directory: string, artifacts: Artifacts): Map<string, string> {
  const paths = new Map<string, string>();
  for (const artifact of Object.values(artifacts)) {
    const file = artifact.properties?.['file'];
    if (artifact.type !== 'cdk:asset-manifest' || typeof file !== 'string') continue;
    for (const asset of Object.values(assetsSchema.parse(readJson(join(directory, file))).files)) {
      for (const { objectKey } of Object.values(asset.destinations)) {
        if (asset.source.path !== undefined) paths.set(objectKey, join(directory, asset.source.path));
      }
    }
  }
  return paths;
}

function readConstructPaths(
  stackId: string,
  metadata: z.infer<typeof metadataSchema>,
  template: Template,
): Map<string, string> {
  const found: [string, string][] = [];
  for (const [path, entries] of Object.entries(metadata)) {
    for (const { type, data } of entries) {
      if (type === 'aws:cdk:logicalId' && typeof data === 'string') found.push([path, data]);
    }
  }
  for (const resource of template.resources.values()) {
    if (resource.constructPath !== null) found.push([resource.constructPath, resource.logicalId]);
  }
  return new Map(
    found
      .filter(([, logicalId]) => template.resources.has(logicalId))
      .map(([path, logicalId]) => [relativePath(path, stackId), logicalId]),
  );
}

/** `/Syncline/Trail/Table/Resource` is what people call `Trail/Table`. */
function relativePath(path: string, stackId: string): string {
  const [first, ...rest] = path.split('/').filter((part) => part !== '');
  const parts = first === stackId ? rest : [first, ...rest];
  return (parts.at(-1) === 'Resource' ? parts.slice(0, -1) : parts).join('/');
}

function readJson(path: string): Json {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (thrown) {
    throw new RuntimeProblem(`Cannot read the synthesized app: ${path}: ${messageOf(thrown)}`, { cause: thrown });
  }
}
