import { steps, workflow } from '../../shared/aws/bound.ts';
import { type WaitInput, waitForChunks } from '../../shared/steps/wait-for-chunks.ts';

export const handler = (input: WaitInput) => waitForChunks({ steps: steps(), workflow: workflow() }, input);
