import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Started, startSyncline } from '../cli/syncline.ts';

const insideNetwork = pathToFileURL(join(import.meta.dirname, 'inside-network.mjs')).href;
const running = new Set<Started>();

/** `syncline runner` in a process of its own, where names of the customer's network are known. */
export function startRunner(url: string, token: string): Started {
  const runner = startSyncline(['runner', '--url', url], {
    environment: { SYNCLINE_RUNNER_TOKEN: token, NODE_OPTIONS: `--import=${insideNetwork}` },
  });
  running.add(runner);
  void runner.ended.then(() => running.delete(runner));
  return runner;
}

/** Leaves nothing behind, however a test ended. */
export async function killRunners(): Promise<void> {
  for (const { child } of running) child.kill('SIGKILL');
  await Promise.all([...running].map(({ ended }) => ended));
}
