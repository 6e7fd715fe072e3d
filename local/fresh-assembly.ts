import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { messageOf, RuntimeProblem } from './problem.ts';

const projectDirectory = join(import.meta.dirname, '..');
/** All that goes into the synthesized app and its bundles. */
const sources = ['infra', 'functions', 'shared', 'connectors', 'console', 'package-lock.json'];

/**
 * The synthesized app under `<data>/assembly`, made anew unless its sources are as they were: loading CDK, bundling
 * functions and console and synthesizing take 4 to 6 s, as long as the whole rest of a start.
 */
export async function freshAssembly(dataDirectory: string): Promise<string> {
  const directory = join(dataDirectory, 'assembly');
  const stampPath = join(directory, 'sources.sha256');
  const stamp = stampOf(sources);
  if (read(stampPath) === stamp) return directory;
  const draft = `${directory}.new`;
  rmSync(draft, { recursive: true, force: true });
  await synthesizeInThread(draft);
  writeFileSync(join(draft, 'sources.sha256'), stamp);
  rmSync(directory, { recursive: true, force: true });
  renameSync(draft, directory);
  return directory;
}

/** Quiet unless it fails: CDK has a lot to say. What does not bundle, esbuild itself says on the terminal. */
function synthesizeInThread(directory: string): Promise<void> {
  const worker = new Worker(new URL('./synthesize-thread.ts', import.meta.url), {
    workerData: { directory },
    stdout: true,
    stderr: true,
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return new Promise((resolve, reject) => {
    worker.once('error', (error) => {
      const message = `The app cannot be synthesized: ${messageOf(error)}`;
      reject(new RuntimeProblem(message, { cause: error }));
    });
    worker.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new RuntimeProblem(`The app cannot be synthesized: the thread ended with code ${code}`));
    });
  });
}

/** Of names, sizes and times of change. */
function stampOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const line of linesOf(path)) hash.update(line);
  }
  return hash.digest('hex');
}

function linesOf(path: string): string[] {
  const whole = join(projectDirectory, path);
  const stats = statSync(whole);
  if (!stats.isDirectory()) return [`${path} ${stats.size} ${stats.mtimeMs}\n`];
  return readdirSync(whole)
    .sort()
    .flatMap((name) => linesOf(join(path, name)));
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
