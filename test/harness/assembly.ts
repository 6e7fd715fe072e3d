import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freshAssembly } from '../../local/fresh-assembly.ts';
import { type InstanceLock, lockDataDirectory } from '../../local/instance-lock.ts';
import { RuntimeProblem } from '../../local/problem.ts';

const cache = join(import.meta.dirname, '../../node_modules/.cache/syncline-tests');

/** Synthesizing takes seconds; whoever waits this long waits for a process that hangs. */
const patienceMs = 90_000;

/**
 * Copies the synthesized app into `directory`. It is made once for all test files, and again only when its sources
 * change; the copy stays as it is whatever other test files do meanwhile.
 */
export async function copyAssembly(directory: string): Promise<string> {
  const lock = await lockCache();
  try {
    await cp(await freshAssembly(cache), directory, { recursive: true });
    return directory;
  } finally {
    lock.release();
  }
}

async function lockCache(): Promise<InstanceLock> {
  await mkdir(cache, { recursive: true });
  for (const deadline = Date.now() + patienceMs; ; ) {
    try {
      return lockDataDirectory(cache);
    } catch (error) {
      if (!(error instanceof RuntimeProblem) || Date.now() > deadline) throw error;
      await delay(100);
    }
  }
}
