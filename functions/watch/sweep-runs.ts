import { archiving, workflow } from '../../shared/aws/bound.ts';
import { closeRunDependencies } from '../../shared/aws/bound-close-run.ts';
import { sweepRuns } from '../../shared/sweeps/sweep-runs.ts';

export const handler = () => sweepRuns({ ...closeRunDependencies(), archiving: archiving(), workflow: workflow() });
