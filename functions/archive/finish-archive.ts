import { finishArchive } from '../../shared/archive/finish-archive.ts';
import { archive, clusters, hot, now, runs, steps } from '../../shared/aws/bound.ts';
import type { RunInput } from '../../shared/workflow/workflow.ts';

export const handler = (input: RunInput): Promise<void> =>
  finishArchive({ archive: archive(), clusters: clusters(), hot: hot(), runs: runs(), steps: steps(), now }, input);
