import type { Run, Step } from '../shared/api/run.ts';

/** Shows a run while it goes on. */
export interface RunDisplay {
  show(run: Run, steps: readonly Step[]): void;
  /** Nothing was heard of the run for a while. */
  lost(reason: string): void;
  stop(): void;
}
