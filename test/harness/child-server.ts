import { fork } from 'node:child_process';
import { once } from 'node:events';

export interface ChildServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a script that serves something in a process of its own, so that its work and the product's do not share an
 * event loop. The script calls `reportUrl` once it listens. Rejects with what it wrote to stderr if it ends before.
 */
export async function startChildServer(script: URL): Promise<ChildServer> {
  const child = fork(script, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] });
  let complaints = '';
  child.stderr?.on('data', (text: Buffer) => {
    complaints = (complaints + text.toString()).slice(-10_000);
  });
  const ended = once(child, 'exit');
  const reported = await Promise.race([
    once(child, 'message').then(([message]) => message as { url: string }),
    ended.then(() => undefined),
  ]);
  if (reported === undefined) throw new Error(`${script.pathname} ended before it listened:\n${complaints}`);
  return {
    url: reported.url,
    close: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill();
      await ended;
    },
  };
}

/** For the script: tells whoever started it where it listens, and ends with it. */
export function reportUrl(url: string): void {
  process.on('disconnect', () => process.exit());
  process.send?.({ url });
}
