import type { RunnerWork } from '../table/keys.ts';
import type { StoredRunner } from './runner-store.ts';

/** A step as runners name it. It holds nothing of their org and pool: those are the runner's own. */
export const workIdOf = ({ runId, stream }: Pick<RunnerWork, 'runId' | 'stream'>): string =>
  Buffer.from(JSON.stringify([runId, stream])).toString('base64url');

/** The work that a runner means; undefined where it cannot be read. */
export function workOf({ org, pool }: StoredRunner, workId: string): RunnerWork | undefined {
  try {
    const [runId, stream] = JSON.parse(Buffer.from(workId, 'base64url').toString()) as unknown[];
    return typeof runId === 'string' && typeof stream === 'string' ? { org, pool, runId, stream } : undefined;
  } catch {
    return undefined;
  }
}
