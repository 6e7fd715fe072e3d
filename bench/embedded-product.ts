import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Api } from '../cli/api-client.ts';
import { type Runtime, startRuntime } from '../local/runtime.ts';
import { copyAssembly } from '../test/harness/assembly.ts';

/** The whole product, started from its template as on a laptop, which can be ended and started again on what it has. */
export interface EmbeddedProduct {
  readonly runtime: Runtime;
  readonly api: Api;
  /** Ends it and starts it again: all functions are cold then. */
  restart(): Promise<void>;
  /** Ends it and removes its data. */
  close(): Promise<void>;
}

export async function startEmbeddedProduct(): Promise<EmbeddedProduct> {
  const directory = await mkdtemp(join(tmpdir(), 'syncline-bench-'));
  const assembly = await copyAssembly(join(directory, 'assembly'));
  const start = () => startRuntime({ assembly, dataDirectory: join(directory, 'data') });
  let runtime = await start();
  return {
    get runtime() {
      return runtime;
    },
    get api() {
      return new Api(runtime.url);
    },
    async restart() {
      await runtime.close();
      runtime = await start();
    },
    async close() {
      await runtime.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
