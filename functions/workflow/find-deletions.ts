import {
  fingerprints,
  integrations,
  now,
  payloads,
  queue,
  records,
  runs,
  stagedDeletions,
  steps,
  tallies,
  trail,
} from '../../shared/aws/bound.ts';
import { compareStep } from '../../shared/closing/compare-step.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import type { StepInput } from '../../shared/workflow/workflow.ts';

export const handler = async (input: StepInput): Promise<{ deletions: number }> => {
  const step = await requireStep(steps(), input);
  const deletions = await compareStep(
    {
      fingerprints: fingerprints(),
      integrations: integrations(),
      payloads: payloads(),
      queue: queue(),
      records: records(),
      runs: runs(),
      stagedDeletions: stagedDeletions(),
      steps: steps(),
      tallies: tallies(),
      trail: trail(),
      now,
    },
    step,
  );
  return { deletions };
};
