import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DecryptCommand, EncryptCommand } from '@aws-sdk/client-kms';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { portOf } from '../../local/emulators/listen.ts';
import type { Json } from '../../local/json.ts';
import { type Runtime, startRuntime } from '../../local/runtime.ts';
import { freePort } from '../harness/free-port.ts';
import { clientsOf, written } from './fixture/fixture-runtime.ts';
import { synthesizeFixture, temporaryDirectory } from './fixture/synthesize-fixture.ts';

let directory: ReturnType<typeof temporaryDirectory>;
let assembly: string;
let dataDirectory: string;
const runtimes: Runtime[] = [];
const children: ChildProcess[] = [];

beforeEach(() => {
  directory = temporaryDirectory();
  assembly = synthesizeFixture(directory.path);
  dataDirectory = join(directory.path, 'data');
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  for (const runtime of runtimes.splice(0)) await runtime.close();
  directory.remove();
});

async function boot(): Promise<Runtime> {
  const runtime = await startRuntime({ assembly, dataDirectory, port: await freePort() });
  runtimes.push(runtime);
  return runtime;
}

/** A runtime in a process of its own, which prints what the test asks it for: see run-fixture.ts. */
async function bootProcess(...events: Json[]): Promise<{
  child: ChildProcess;
  runtime: Pick<Runtime, 'endpoints'>;
  stateMachineArn: string;
}> {
  const script = join(import.meta.dirname, 'fixture', 'run-fixture.ts');
  const child = spawn(
    process.execPath,
    [script, assembly, dataDirectory, ...events.map((event) => JSON.stringify(event))],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  children.push(child);
  const [line] = await once(createInterface(child.stdout ?? process.stdin), 'line');
  return { child, ...JSON.parse(String(line)) };
}

test('what ran when the process was killed is ended by the next start, which tells the rule', async () => {
  const { child, runtime: killed, stateMachineArn } = await bootProcess();
  const before = clientsOf({ ...killed } as Runtime);
  const start = new StartExecutionCommand({ stateMachineArn, name: 'interrupted', input: '{"way":"wait"}' });
  const { executionArn } = await before.sfn.send(start);
  child.kill('SIGKILL');
  await once(child, 'exit');

  const runtime = await boot();
  const { sfn, dynamodb } = clientsOf(runtime);
  expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
    status: 'ABORTED',
    cause: expect.stringContaining('ended while this execution was running'),
  });
  const event = JSON.parse(await written(runtime, dynamodb, 'status', 'interrupted ABORTED'));
  expect(event.detail).toMatchObject({ executionArn, status: 'ABORTED' });
});

test('tables, objects and keys are found again', async () => {
  const first = await boot();
  const before = clientsOf(first);
  const Bucket = first.resource('Files');
  await before.s3.send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'object' }));
  const KeyId = first.resource('Secrets');
  const { CiphertextBlob } = await before.kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from('secret') }));
  await first.invoke('KeepToken', { token: 'kept', id: 'item' });
  await first.close();

  const second = await boot();
  const after = clientsOf(second);
  expect(await written(second, after.dynamodb, 'token', 'item')).toBe('kept');
  const { Body } = await after.s3.send(new GetObjectCommand({ Bucket, Key: 'kept' }));
  expect(await Body?.transformToString()).toBe('object');
  const { Plaintext } = await after.kms.send(new DecryptCommand({ CiphertextBlob }));
  expect(Buffer.from(Plaintext ?? []).toString()).toBe('secret');
});

test('a second runtime on the same data is refused, and says who holds it', async () => {
  const { child } = await bootProcess();
  await expect(boot()).rejects.toThrow(`process id ${child.pid}`);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  const runtime = await boot();
  await expect(boot()).rejects.toThrow(`process id ${process.pid}`);
  await runtime.close();
  expect(existsSync(join(dataDirectory, 'runtime.lock'))).toBe(false);
});

test('a busy port is named before anything is started', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server.address());
  await expect(startRuntime({ assembly, dataDirectory, port })).rejects.toThrow(`Port ${port} is taken`);
  server.close();
  expect(existsSync(join(dataDirectory, 'dynamodb'))).toBe(false);
  await boot();
});

test('a closed runtime leaves nothing behind that keeps a process alive', async () => {
  // Warm workers, and one that had to be ended.
  const { child } = await bootProcess({ do: 'echo' }, { do: 'spin' });
  // The script does not exit on its own: it ends because close() has ended everything.
  child.kill('SIGUSR2');
  expect(await once(child, 'exit')).toEqual([0, null]);
});
