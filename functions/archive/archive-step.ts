import type { Context } from 'aws-lambda';
import { archiveStep } from '../../shared/archive/archive-step.ts';
import { archive, hot, now, steps, trail } from '../../shared/aws/bound.ts';
import type { StepInput } from '../../shared/workflow/workflow.ts';

export const handler = (input: StepInput, context: Context) =>
  archiveStep({ archive: archive(), hot: hot(), steps: steps(), trail: trail(), now }, input, () =>
    context.getRemainingTimeInMillis(),
  );
