import type { IntegrationHealth } from '../../../shared/api/health.ts';
import { countedOf, countOf } from '../../shown/numbers.ts';
import { outcomeWords, progressWords } from '../../shown/words.ts';

export type RecentRun = IntegrationHealth['recentRuns'][number];

/** What came of a run, or how far it is. */
export const endOf = ({ outcome, progress }: RecentRun): string =>
  outcome === null ? progressWords[progress] : outcomeWords[outcome];

/** `30 runs: 28 Success, 2 Failed`, the most frequent first. */
export function summaryOf(runs: readonly RecentRun[]): string {
  if (runs.length === 0) return 'No runs yet';
  const counts = new Map<string, number>();
  for (const run of runs) counts.set(endOf(run), (counts.get(endOf(run)) ?? 0) + 1);
  const parts = [...counts].toSorted(([, one], [, other]) => other - one);
  return `${countedOf(runs.length, 'run')}: ${parts.map(([word, count]) => `${countOf(count)} ${word.toLowerCase()}`).join(', ')}`;
}
