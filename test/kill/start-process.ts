import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Api } from '../../cli/api-client.ts';

export interface ProductProcess {
  readonly api: Api;
  /** Ends it without a chance to tidy up. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C does. Answers with its exit code. */
  stop(): Promise<number | null>;
}

const script = join(import.meta.dirname, '../../local/start.ts');
const running = new Set<ChildProcess>();

/** `npm start -- --empty` on a data directory, in a process of its own. Resolves once its API answers. */
export async function startProcess(dataDirectory: string): Promise<ProductProcess> {
  const child = spawn(process.execPath, [script, '--empty', '--port', '0', '--data', dataDirectory], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const exited = once(child, 'exit').finally(() => running.delete(child));
  const url = await printedUrl(child, exited);
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    const [code] = await exited;
    return code;
  };
  return { api: new Api(url), kill: async () => void (await end('SIGKILL')), stop: () => end('SIGINT') };
}

/** Leaves nothing behind, however a test ended. */
export async function killWhatStillRuns(): Promise<void> {
  await Promise.all(
    [...running].map(async (child) => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }),
  );
}

function printedUrl(child: ChildProcess, exited: Promise<unknown>): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text: Buffer) => {
        printed += text.toString();
        const url = /API\s+(http:\S+)\/v1/.exec(printed)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
    exited.then(() => reject(new Error(`It ended before it was up:\n${printed}`)), reject);
  });
}
