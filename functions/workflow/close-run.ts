import { closeRunDependencies } from '../../shared/aws/bound-close-run.ts';
import { closeRun } from '../../shared/closing/close-run.ts';
import type { RunInput } from '../../shared/workflow/workflow.ts';

export const handler = ({ org, runId }: RunInput): Promise<void> => closeRun(closeRunDependencies(), { org, runId });
