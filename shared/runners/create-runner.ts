import { ulid } from 'ulid';
import type { Caller } from '../control/launch-run.ts';
import type { RunnerStore, StoredRunner } from './runner-store.ts';
import { makeToken } from './runner-token.ts';

/** Makes a runner. Its token is told here, and never again. */
export async function createRunner(
  { runners, now }: { readonly runners: RunnerStore; readonly now: () => number },
  { org, user }: Caller,
  { name, pool }: Pick<StoredRunner, 'name' | 'pool'>,
): Promise<{ readonly runner: StoredRunner; readonly token: string }> {
  const runnerId = ulid(now());
  const { token, tokenHash } = makeToken(runnerId);
  const runner: StoredRunner = {
    org,
    runnerId,
    name,
    pool,
    tokenHash,
    createdAt: new Date(now()).toISOString(),
    createdBy: user,
    revokedAt: null,
    lastSeenAt: null,
    version: null,
    hostname: null,
  };
  await runners.create(runner);
  return { runner, token };
}
