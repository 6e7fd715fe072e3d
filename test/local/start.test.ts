import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { freePort } from '../harness/free-port.ts';
import { temporaryDirectory } from './fixture/synthesize-fixture.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

function start(...options: string[]) {
  const script = join(import.meta.dirname, '../../local/start.ts');
  const child = spawn(process.execPath, [script, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const output = { text: '' };
  const upTo = new Map<string, () => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output.text += text;
      for (const [words, seen] of upTo) if (output.text.includes(words)) seen();
    });
  }
  const printed = (words: string) => new Promise<void>((resolve) => upTo.set(words, resolve));
  return { child, output, printed, closed: once(child, 'close') };
}

test('--help says what can be asked for', async () => {
  const { output, closed } = start('--help');
  expect((await closed)[0]).toBe(0);
  for (const option of ['--empty', '--port', '--data', '--help']) expect(output.text).toContain(option);
});

test.each([[['--prot', '1']], [['--port', 'many']]])('%s is refused with the help', async (options) => {
  const { output, closed } = start(...options);
  expect((await closed)[0]).toBe(1);
  expect(output.text).toContain(options.at(-1) === 'many' ? 'many is no port number' : '--prot');
  expect(output.text).toContain('Usage:');
  expect(output.text).not.toContain('    at ');
});

test('starts what the app declares, prints nothing but where it is, and stops on Ctrl-C', async () => {
  const directory = temporaryDirectory();
  const { child, output, printed, closed } = start(
    '--empty',
    '--port',
    String(await freePort()),
    '--data',
    directory.path,
  );
  await printed('Logs');
  const url = /API +(\S+)\/v1/.exec(output.text)?.[1] ?? '';
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  child.kill('SIGINT');
  expect(await closed).toEqual([0, null]);
  const lines = output.text.split('\n').filter((line) => line !== '');
  expect(lines.map((line) => line.trim().split(' ')[0])).toEqual([
    'Syncline',
    'Console',
    'API',
    'E-mails',
    'State',
    'Logs',
    'Stopping',
  ]);
  directory.remove();
});
