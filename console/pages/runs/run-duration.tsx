import type { Run } from '../../../shared/api/run.ts';
import { useNow } from '../../shown/moments.tsx';
import { durationOf } from '../../shown/numbers.ts';

/** How long a run took, or has been going. */
export function RunDuration({ run }: { readonly run: Pick<Run, 'startedAt' | 'durationMs'> }) {
  return run.durationMs === null ? <Going since={run.startedAt} /> : durationOf(run.durationMs);
}

function Going({ since }: { readonly since: string }) {
  const now = useNow();
  return durationOf(Math.max(0, Math.round((now - Date.parse(since)) / 1_000) * 1_000));
}
