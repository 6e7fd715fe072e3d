import type { Run } from '../../../shared/api/run.ts';
import { Moment } from '../../shown/moments.tsx';
import { RunDuration } from '../runs/run-duration.tsx';
import { triggerOf } from '../runs/run-words.ts';

/** Why and by whom a run was started, when, and how long it took: one line below its title. */
export function RunOrigin({ run }: { readonly run: Run }) {
  return (
    <>
      {triggerOf(run)}, started by {run.startedBy} on <Moment at={run.startedAt} />
      {run.endedAt === null ? ', going on for ' : ', took '}
      <RunDuration run={run} />
    </>
  );
}
