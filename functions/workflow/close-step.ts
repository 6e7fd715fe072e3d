import { fingerprints, now, records, steps, streams, tallies } from '../../shared/aws/bound.ts';
import { closeStep } from '../../shared/closing/close-step.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import type { StepInput } from '../../shared/workflow/workflow.ts';

export const handler = async (input: StepInput): Promise<void> =>
  closeStep(
    {
      fingerprints: fingerprints(),
      records: records(),
      steps: steps(),
      streams: streams(),
      tallies: tallies(),
      now,
    },
    await requireStep(steps(), input),
  );
