import { workflow } from '../../shared/aws/bound.ts';
import { closeRunDependencies } from '../../shared/aws/bound-close-run.ts';
import { sweepRuns } from '../../shared/runs/end-lost-run.ts';

export const handler = () => sweepRuns({ ...closeRunDependencies(), workflow: workflow() });
