import type { StepInput, Workflow } from '../workflow/workflow.ts';
import type { StepStore } from './step-store.ts';

export interface WaitInput extends StepInput {
  readonly token: string;
}

/** Keeps the token with which the last chunk wakes the run; where all chunks are done already, wakes it at once. */
export async function waitForChunks(
  { steps, workflow }: { readonly steps: StepStore; readonly workflow: Workflow },
  { token, ...input }: WaitInput,
): Promise<void> {
  const step = await steps.setTaskToken(input, token);
  if (step.complete) await workflow.succeed(token);
}
