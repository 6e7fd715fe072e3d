import type { Run } from '../../../shared/api/run.ts';
import { localTimeOf } from '../../shown/moments.tsx';
import { runActionWords, runTypeWords, triggerWords } from '../../shown/words.ts';

/** What a run was for, in the words of its list: how a sync reads its source, or what else was done. */
export const kindOf = ({ action, type }: Pick<Run, 'action' | 'type'>): string =>
  action === 'sync' ? runTypeWords[type] : runActionWords[action];

/** The heading of a run's page, as in `demo-crm, full sync`. */
export function titleOfRun(run: Pick<Run, 'action' | 'type' | 'integrationName' | 'dryRun'>): string {
  const what = run.action === 'sync' ? `${runTypeWords[run.type]} sync` : runActionWords[run.action];
  return `${run.integrationName}, ${run.dryRun ? 'dry run of a ' : ''}${what.toLowerCase()}`;
}

/** A run among others of its kind, as in breadcrumbs. */
export const crumbOfRun = (run: Pick<Run, 'integrationName' | 'startedAt'>): string =>
  `${run.integrationName}, ${localTimeOf(run.startedAt)}`;

/** Where a change was the cause, who told of it is said too. */
export const triggerOf = ({ trigger, triggerName }: Pick<Run, 'trigger' | 'triggerName'>): string =>
  triggerName === trigger ? triggerWords[trigger] : `${triggerWords[trigger]} (${triggerName})`;
