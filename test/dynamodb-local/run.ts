import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { endpointVariable } from '../stores/open-tables.ts';
import { fetchJar } from './fetch-jar.ts';
import { findJava } from './find-java.ts';
import { startJar } from './start-jar.ts';

/**
 * The tests of the stores once more, against AWS's own DynamoDB Local: a second opinion on what dynalite lets pass.
 * Arguments go to vitest.
 */
const root = join(import.meta.dirname, '../..');

const java = findJava();
if (java.kind === 'unusable') {
  console.log(`DynamoDB Local: skipped, because ${java.reason}.`);
} else {
  const dynamoDb = await startJar(await fetchJar());
  try {
    console.log(`DynamoDB Local answers at ${dynamoDb.url}.`);
    process.exitCode = await runTests(dynamoDb.url);
  } finally {
    await dynamoDb.close();
  }
}

async function runTests(url: string): Promise<number> {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', 'test/stores', ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, [endpointVariable]: url },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
