import { closeRunDependencies } from '../../shared/aws/bound-close-run.ts';
import { closeRun } from '../../shared/closing/close-run.ts';
import { endOfFailedState, type StateError } from '../../shared/closing/end-lost-run.ts';
import type { RunInput } from '../../shared/workflow/workflow.ts';

/** `error` where a state before this one failed for good. */
export const handler = ({ org, runId, error }: RunInput & { readonly error?: StateError }): Promise<void> =>
  closeRun(closeRunDependencies(), { org, runId }, error && endOfFailedState(error));
