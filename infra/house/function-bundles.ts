import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Stage } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { buildSync, type OutputFile } from 'esbuild';

const projectDirectory = resolve(import.meta.dirname, '../..');

/**
 * Source maps name their sources relative to the output, so a made-up fixed output keeps the bundles, and with them the
 * asset hashes, independent of where a template is synthesized to.
 */
const nominalDirectory = join(projectDirectory, 'bundles');

/**
 * Functions of which one invocation uses a small part: what they import dynamically stays in files of its own, which
 * are neither read nor parsed until then. The others are one file each, which loads fastest.
 */
const loadedInParts: readonly string[] = ['functions/api/api.ts'];

/** Bundles once per app; every AppFunction of the app then takes its own directory. */
const bundledApps = new WeakMap<Construct, string>();

/**
 * The directory that holds the bundle (`index.mjs` and its source map) of an entry file such as `functions/api/api.ts`.
 *
 * esbuild is called once for nearly all functions: measured with eleven functions that use the AWS SDK, one call takes
 * 0.8 s and a call for each 2.4 s (NodejsFunction's way, which also starts npx each time).
 */
export function bundleOf(scope: Construct, entry: string): string {
  const app = scope.node.root as Construct;
  const directory = bundledApps.get(app) ?? bundleFunctions(join(Stage.of(scope)?.outdir ?? 'cdk.out', 'bundles'));
  bundledApps.set(app, directory);
  const bundle = join(directory, bundleName(entry));
  if (!existsSync(bundle)) throw new Error(`${entry} is missing or has no "export const handler".`);
  return bundle;
}

function bundleFunctions(directory: string): string {
  const entries = globSync('functions/*/*.ts', { cwd: projectDirectory }).filter(isHandler).sort();
  const whole = entries.filter((entry) => !loadedInParts.includes(entry));
  const files = [...bundle(whole), ...loadedInParts.flatMap((entry) => bundle([entry], bundleName(entry)))];
  rmSync(directory, { recursive: true, force: true });
  for (const file of files) {
    const path = join(directory, relative(nominalDirectory, file.path));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.contents);
  }
  return directory;
}

function bundle(entries: readonly string[], partsDirectory?: string): OutputFile[] {
  try {
    return buildSync({
      absWorkingDir: projectDirectory,
      entryPoints: entries.map((entry) => ({ in: entry, out: `${bundleName(entry)}/index` })),
      outdir: nominalDirectory,
      outExtension: { '.js': '.mjs' },
      ...(partsDirectory && { splitting: true, chunkNames: `${partsDirectory}/[name]-[hash]` }),
      write: false,
      bundle: true,
      platform: 'node',
      target: 'node24',
      format: 'esm',
      // The AWS SDK has an ES module build that shakes well; Node's own default would be CommonJS.
      mainFields: ['module', 'main'],
      // The SDK is bundled, though Lambda brings one along: measured with the API's clients, a bundle loads in 60 ms and
      // one that finds the SDK on disk in 90 ms; and what was tested is what runs.
      alias: { '@aws-sdk/credential-provider-node': './infra/house/environment-credentials.ts' },
      minify: true,
      sourcemap: 'linked',
      sourcesContent: false,
      legalComments: 'none',
      // CommonJS packages within an ES module still ask for Node's built-in modules through require.
      banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
      logLevel: 'warning',
    }).outputFiles;
  } catch {
    // esbuild has printed what is wrong and where; its exception would print it all once more.
    throw new Error('The functions do not bundle; the messages above say why.');
  }
}

function isHandler(entry: string): boolean {
  return /^export const handler\b/m.test(readFileSync(join(projectDirectory, entry), 'utf8'));
}

function bundleName(entry: string): string {
  return entry.replace(/^functions\//, '').replace(/\.ts$/, '');
}
