import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { loopbackAddress } from '../../local/emulators/listen.ts';
import { freePort } from '../harness/free-port.ts';

export interface DynamoDbLocal {
  readonly url: string;
  close(): Promise<void>;
}

/** A cold JVM on a busy machine takes up to 20 s. */
const startsWithinSeconds = 90;

/**
 * Starts the jar, which keeps everything in memory. It has no option to listen on loopback alone; it holds nothing but
 * what the tests put in, for as long as they run.
 */
export async function startJar(directory: string): Promise<DynamoDbLocal> {
  const port = await freePort();
  const options = ['-inMemory', '-sharedDb', '-disableTelemetry', '-port', String(port)];
  const java = spawn('java', ['-Djava.library.path=DynamoDBLocal_lib', '-jar', 'DynamoDBLocal.jar', ...options], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [java.stdout, java.stderr]) {
    stream.on('data', (text: Buffer) => {
      output = (output + text.toString()).slice(-10_000);
    });
  }
  const exited = once(java, 'exit');
  const close = async (): Promise<void> => {
    if (java.exitCode === null && java.signalCode === null) java.kill();
    await exited;
  };
  const url = `http://${loopbackAddress}:${port}`;
  for (const deadline = Date.now() + startsWithinSeconds * 1_000; !(await answers(url)); await delay(200)) {
    if (java.exitCode === null && Date.now() < deadline) continue;
    await close();
    throw new Error(`DynamoDB Local did not start:\n${output}`);
  }
  return { url, close };
}

/** It answers 400 to a request without a signature. */
const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    () => true,
    () => false,
  );
