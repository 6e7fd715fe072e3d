import type { Run } from '../shared/api/run.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';

/** One word for where a run stands. */
export function showStatus(run: Pick<Run, 'progress' | 'outcome' | 'severity'>): string {
  if (run.progress === 'FINISHED') {
    const names = { SUCCESS: 'success', PARTIAL: 'partial', FAILED: 'failed', SKIPPED: 'skipped' };
    const word = run.outcome === null ? 'finished' : names[run.outcome];
    return run.outcome === 'SUCCESS' && run.severity === 'WARNING' ? `${word} (warnings)` : word;
  }
  const names = {
    CREATED: 'waiting',
    PENDING: 'picked up',
    RUNNING: 'running',
    ABORTION_PENDING: 'stopping',
    ABORTED: 'stopped',
  };
  return names[run.progress];
}

export const hasEnded = (run: Run): boolean => run.progress === 'FINISHED' || run.progress === 'ABORTED';

/** How a command that waited for this run ends. */
export function exitCodeOf(run: Run): ExitCode {
  if (run.outcome === 'SUCCESS') return exitCodes.ok;
  return run.outcome === 'PARTIAL' && run.progress === 'FINISHED' ? exitCodes.partial : exitCodes.failed;
}
