import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Api } from '../../cli/api-client.ts';
import { freePort } from '../harness/free-port.ts';

export interface ProductProcess {
  readonly api: Api;
  /** Ends it without a chance to tidy up. */
  kill(): Promise<void>;
  /** Ends it as Ctrl-C does. Answers with its exit code. */
  stop(): Promise<number | null>;
}

const script = join(import.meta.dirname, '../../local/start.ts');
const running = new Set<ChildProcess>();
/** Ports that are tried before something else must be wrong. */
const portsToTry = 5;

/**
 * `npm start -- --empty` on a data directory, in a process of its own, on any port. Resolves once its API answers.
 * Somebody may take a port between the choice and the start; then another one is chosen.
 */
export async function startProcess(dataDirectory: string, choosePort = freePort): Promise<ProductProcess> {
  for (let tried = 1; ; tried++) {
    const port = await choosePort();
    try {
      return await startOn(port, dataDirectory);
    } catch (thrown) {
      const isTaken = thrown instanceof Error && thrown.message.includes(`Port ${port} is taken`);
      if (!isTaken || tried === portsToTry) throw thrown;
    }
  }
}

async function startOn(port: number, dataDirectory: string): Promise<ProductProcess> {
  const child = spawn(process.execPath, [script, '--empty', '--port', String(port), '--data', dataDirectory], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const exited = once(child, 'exit').finally(() => running.delete(child));
  const url = await printedUrl(child);
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

function printedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (text: Buffer) => {
        printed += text.toString();
        const url = /API\s+(http:\S+)\/v1/.exec(printed)?.[1];
        if (url !== undefined) resolve(url);
      });
    }
    // Not at its exit: what it said last may still be under way then.
    child.once('close', () => reject(new Error(`It ended before it was up:\n${printed}`)));
    child.once('error', reject);
  });
}
