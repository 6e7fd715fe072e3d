import { readCancellation } from '../runs/cancellation.ts';
import type { RunStore } from '../runs/run-store.ts';
import { requireStep } from '../steps/require-step.ts';
import type { StepStore } from '../steps/step-store.ts';
import type { StepInput, Workflow } from '../workflow/workflow.ts';
import type { WorkStore } from './work-store.ts';

export interface OfferDependencies {
  readonly runs: RunStore;
  readonly steps: StepStore;
  readonly works: WorkStore;
  readonly workflow: Workflow;
}

/**
 * Puts a step where the runners of its pool find it, along with the token of the state that waits for them. Whoever
 * finished or cancelled it a moment ago knew only the token before this one, if any: then the state goes on at once.
 */
export async function offerWork(
  { runs, steps, works, workflow }: OfferDependencies,
  { token, ...input }: StepInput & { readonly token: string },
): Promise<void> {
  const { pool, expiresAt } = await requireStep(steps, input);
  if (pool === undefined) throw new Error(`The stream ${input.stream} of run ${input.runId} is not for runners.`);
  const { org, runId, stream } = input;
  const work = await works.offer({ org, runId, stream, pool, taskToken: token, expiresAt });
  const step = await requireStep(steps, input);
  const isIdle = work.runnerId === null && (await readCancellation(runs, input)) !== null;
  if (step.pull.done || isIdle) await workflow.succeed(token);
}
