import type { ClusterInfo } from '../../../shared/api/cluster.ts';
import type { RetriggerRun } from '../../../shared/api/run.ts';

export type Remedy =
  | { readonly scope: RetriggerRun['scope'] }
  /** Nothing can be tried again; why. */
  | { readonly scope: null; readonly reason: string };

/** What to do of the newest run that had it, once the cause is mended. */
export function remedyOf({ kind, status }: Pick<ClusterInfo, 'kind' | 'status'>): Remedy {
  if (kind === 'run') return { scope: 'all' };
  if (status === 'ERROR') return { scope: 'failed' };
  return { scope: null, reason: 'These records did not fail. The next run looks at them again by itself.' };
}
