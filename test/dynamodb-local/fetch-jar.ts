import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** AWS's DynamoDB Local comes inside this package. Its dependencies are for Amplify and stay away. */
const version = '2.9.30';
const integrity = 'sha512-xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==';
const cache = join(import.meta.dirname, '../../node_modules/.cache/dynamodb-local');

interface Packed {
  readonly filename: string;
  readonly integrity: string;
}

/** Directory with `DynamoDBLocal.jar`; downloaded once (56 MB), and found again until the next `npm ci`. */
export async function fetchJar(): Promise<string> {
  const directory = join(cache, version);
  const emulator = join(directory, 'package', 'emulator');
  if (existsSync(join(emulator, 'DynamoDBLocal.jar'))) return emulator;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, 'draft-'));
  try {
    const [packed] = JSON.parse(
      run('npm', ['pack', `amplify-dynamodb-simulator@${version}`, '--json', '--pack-destination', draft]),
    ) as Packed[];
    if (packed?.integrity !== integrity) throw new Error(`amplify-dynamodb-simulator ${version} is not what it was.`);
    run('tar', ['-xzf', join(draft, packed.filename), '-C', draft]);
    await rm(join(draft, packed.filename));
    await rm(directory, { recursive: true, force: true });
    await rename(draft, directory);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return emulator;
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? stderr}`);
  return stdout;
}
