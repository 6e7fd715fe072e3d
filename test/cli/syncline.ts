import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once standard output has this text. */
  printed(part: string): Promise<void>;
  /** The same of standard error. */
  complained(part: string): Promise<void>;
}

/** Starts `syncline` as a person would, in a process of its own. */
export function startSyncline(
  args: readonly string[],
  { environment = {}, input = '' }: { environment?: Readonly<Record<string, string>>; input?: string } = {},
): Started {
  const child = spawn(process.execPath, [main, ...args], { env: { ...process.env, ...environment, TZ: 'UTC' } });
  child.stdin.on('error', () => {}).end(input);
  const out = collect(child.stdout);
  const err = collect(child.stderr);
  const ended = once(child, 'close').then(() => ({ code: child.exitCode, out: out.text(), err: err.text() }));
  const orEnd = (found: Promise<void>, part: string) =>
    Promise.race([
      found,
      ended.then((result) => {
        if (!`${result.out}${result.err}`.includes(part)) throw new Error(`It ended without "${part}": ${result.err}`);
      }),
    ]);
  return {
    child,
    ended,
    printed: (part) => orEnd(out.includes(part), part),
    complained: (part) => orEnd(err.includes(part), part),
  };
}

function collect(stream: Readable) {
  let text = '';
  const watchers = new Set<() => void>();
  stream.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    for (const watch of watchers) watch();
  });
  return {
    text: () => text,
    includes: (part: string) =>
      new Promise<void>((resolve) => {
        const watch = () => {
          if (text.includes(part)) resolve();
        };
        watchers.add(watch);
        watch();
      }),
  };
}

export const syncline = (args: readonly string[], options?: Parameters<typeof startSyncline>[1]): Promise<Ended> =>
  startSyncline(args, options).ended;
