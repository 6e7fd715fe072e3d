import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const projectDirectory = resolve(import.meta.dirname, '../..');

/** Builds the console, as static files, into a directory of its own. It takes 2 s. */
export function buildConsole(directory: string): void {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin/vite.js');
  try {
    execFileSync(process.execPath, [vite, 'build', '-c', 'console/vite.config.ts', '--outDir', resolve(directory)], {
      cwd: projectDirectory,
      // A test runner says otherwise, and React would come in its slow variant.
      env: { ...process.env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: Buffer | string; stderr?: Buffer | string };
    process.stderr.write(`${stdout}${stderr}`);
    throw new Error('The console does not build; the messages above say why.', { cause: error });
  }
}
