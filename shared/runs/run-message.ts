import type { Counts, Outcome, Run } from '../api/run.ts';
import type { StepError } from '../steps/step-store.ts';
import type { StartedRun } from './run-store.ts';

/** One sentence for a person: what came of the run, and where it went wrong first. */
export function messageOf(
  { dryRun, note }: Pick<StartedRun, 'dryRun' | 'note'>,
  outcome: Outcome,
  aborted: boolean,
  { counts, failures }: Pick<Run, 'counts' | 'failures'>,
  error: StepError | null,
): string {
  const what = [dryRun ? 'Dry run, nothing was written.' : '', whatWasDone(counts), note ?? '']
    .filter((part) => part !== '')
    .join(' ');
  if (aborted) return `Aborted${error ? `: ${error.message}` : '.'} ${what}`;
  if (outcome === 'SUCCESS') return what;
  const failed = Object.entries(failures).map(([stream, count]) => `${number(count)} ${stream}`);
  const parts = [what, failed.length > 0 ? `Failed: ${failed.join(', ')}.` : '', error?.message ?? ''];
  return parts.filter((part) => part !== '').join(' ');
}

export function whatWasDone(counts: Counts): string {
  const parts = (['created', 'updated', 'deleted', 'unchanged', 'skipped', 'failed'] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => `${number(counts[name])} ${name}`);
  const staged =
    counts.staged > 0
      ? ` ${number(counts.staged)} ${counts.staged === 1 ? 'deletion waits' : 'deletions wait'} for approval.`
      : '';
  const records = counts.pulled === 1 ? 'record' : 'records';
  return `${number(counts.pulled)} ${records} pulled${parts.length > 0 ? `: ${parts.join(', ')}` : ''}.${staged}`;
}

const number = (count: number): string => count.toLocaleString('en-US');
