import type { Run } from '../../../shared/api/run.ts';
import type { RunInput } from '../../../shared/workflow/workflow.ts';
import type { Live } from './expected-records.ts';

/** Where the workflow is with a run; `stopped`: its execution was ended from outside. */
export type Stage = 'created' | 'pulling' | 'applying' | 'deleting' | 'closing' | 'stopped' | 'ended';

/** A run on the stage, and what is to be held against it when it has ended. */
export interface Acting {
  readonly step: RunInput & { readonly stream: string };
  readonly isDry: boolean;
  /** What the source had when the run began. */
  readonly source: Live;
  readonly storedBefore: Live;
  stage: Stage;
  isCancelled: boolean;
  seen: Run['progress'];
}

/** A run only ever goes forward through these. */
const ranks: Record<Run['progress'], number> = {
  CREATED: 0,
  PENDING: 1,
  RUNNING: 2,
  ABORTION_PENDING: 3,
  ABORTED: 4,
  FINISHED: 4,
};

export const mayBecome = (from: Run['progress'], to: Run['progress']): boolean =>
  from === to || ranks[to] > ranks[from];
