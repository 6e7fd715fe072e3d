import type { RunnerStore, StoredRunner } from './runner-store.ts';
import { isSecretOf, readToken } from './runner-token.ts';

/** The runner whose token stands in an `Authorization` header; undefined for every header that lets nobody in. */
export async function authenticateRunner(
  { runners }: { readonly runners: RunnerStore },
  authorization: string | undefined,
): Promise<StoredRunner | undefined> {
  const [, token = ''] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
  const parts = readToken(token);
  if (!parts) return undefined;
  const runner = await runners.find(parts.runnerId);
  const isGenuine = isSecretOf(parts.secret, runner?.tokenHash);
  return runner && isGenuine && runner.revokedAt === null ? runner : undefined;
}

/** Where this was noted a moment ago, it need not be noted again. */
const noteEveryMs = 15_000;

/** Notes that a runner was heard of, and what it says of itself. */
export async function noteSeen(
  { runners, now }: { readonly runners: RunnerStore; readonly now: () => number },
  runner: StoredRunner,
  about: { readonly version?: string; readonly hostname?: string } = {},
): Promise<void> {
  const { version = runner.version, hostname = runner.hostname } = about;
  const isSame = version === runner.version && hostname === runner.hostname;
  const isFresh = runner.lastSeenAt !== null && now() - Date.parse(runner.lastSeenAt) < noteEveryMs;
  if (isSame && isFresh) return;
  await runners.noteSeen(runner, { version, hostname, lastSeenAt: new Date(now()).toISOString() });
}
