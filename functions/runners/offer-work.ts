import { offerDependencies } from '../../shared/aws/bound-runners.ts';
import { offerWork } from '../../shared/runners/offer-work.ts';
import type { StepInput } from '../../shared/workflow/workflow.ts';

export const handler = (input: StepInput & { readonly token: string }): Promise<void> =>
  offerWork(offerDependencies(), input);
