import { spawnSync } from 'node:child_process';

/** DynamoDB Local's classes are compiled for this version. */
const oldest = 17;

export type Java = { readonly kind: 'found' } | { readonly kind: 'unusable'; readonly reason: string };

export function findJava(): Java {
  // Prints to stderr. On macOS a `java` that only says where to get one fails.
  const { status, stderr } = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (status !== 0) return { kind: 'unusable', reason: 'there is no java on this machine' };
  const version = /version "(\d+)/.exec(stderr)?.[1];
  if (version !== undefined && Number(version) < oldest) {
    return { kind: 'unusable', reason: `it needs Java ${oldest}, and this machine has Java ${version}` };
  }
  return { kind: 'found' };
}
