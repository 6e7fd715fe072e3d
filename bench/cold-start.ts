import { execFile } from 'node:child_process';
import { globSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { copyAssembly } from '../test/harness/assembly.ts';
import { type Figure, figure, median, progress } from './figure.ts';

const starts = 5;
const run = promisify(execFile);

/** Of each function: milliseconds to import its bundle in a fresh process, and the bytes that this loads. */
export async function coldStart(): Promise<Figure[]> {
  const directory = await mkdtemp(join(tmpdir(), 'syncline-cold-start-'));
  try {
    const assembly = await copyAssembly(join(directory, 'assembly'));
    const figures: Figure[] = [];
    for (const index of globSync(join(assembly, 'bundles/*/*/index.mjs')).sort()) {
      figures.push(...(await ofBundle(index)));
      progress(`cold-start: ${basename(dirname(index))}`);
    }
    return figures;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function ofBundle(index: string): Promise<Figure[]> {
  const name = basename(dirname(index));
  const times: number[] = [];
  for (let start = 0; start < starts; start++) times.push(await importMilliseconds(index));
  const atStart = loadedAtStart(index);
  const later = globSync(join(dirname(index), '*.mjs')).filter((file) => !atStart.has(file));
  return [
    figure(`cold-start/${name}`, median(times), 'ms'),
    figure(`bundle-size/${name}`, bytesOf([...atStart]), 'bytes'),
    ...(later.length > 0 ? [figure(`bundle-size/${name}/loaded-when-used`, bytesOf(later), 'bytes')] : []),
  ];
}

async function importMilliseconds(index: string): Promise<number> {
  const script = `const begin = performance.now();
    await import(${JSON.stringify(pathToFileURL(index).href)});
    process.stdout.write(String(performance.now() - begin), () => process.exit());`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    env: { ...process.env, AWS_REGION: 'us-east-1' },
  });
  return Number(stdout);
}

/** The bundle and every part that it imports statically, and that these do. */
function loadedAtStart(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  // The bundler writes `from"./x.mjs"` and `import"./x.mjs"`; a dynamic import has a parenthesis before the name.
  for (const [, part = ''] of readFileSync(file, 'utf8').matchAll(/(?:\bfrom|\bimport)\s*["'](\.[^"']+\.mjs)["']/g)) {
    loadedAtStart(join(dirname(file), part), loaded);
  }
  return loaded;
}

const bytesOf = (files: readonly string[]): number => files.reduce((sum, file) => sum + statSync(file).size, 0);
