import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';
import { freePort } from './free-port.ts';

const configFile = join(import.meta.dirname, '../../console/vite.config.ts');

/** The built console in front of a product's API. */
export async function startConsole(productUrl: string): Promise<{ readonly url: string; close(): Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), 'syncline-console-'));
  await build({ configFile, logLevel: 'warn', build: { outDir } });
  const proxy = Object.fromEntries(['/v1', '/healthz', '/openapi.json'].map((path) => [path, productUrl]));
  const port = await freePort();
  const server = await preview({
    configFile,
    logLevel: 'warn',
    build: { outDir },
    preview: { port, host: '127.0.0.1', strictPort: true, proxy },
  });
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
