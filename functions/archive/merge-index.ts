import { archive, lookup, now, runs, searchIndexes, steps } from '../../shared/aws/bound.ts';
import { mergeIndexesOfRun } from '../../shared/search/merge-when-due.ts';
import { recordsPerPartition } from '../../shared/search/write-generation.ts';
import type { RunInput } from '../../shared/workflow/workflow.ts';

export const handler = ({ org, runId }: RunInput): Promise<void> =>
  mergeIndexesOfRun(
    {
      archive: archive(),
      indexes: searchIndexes(),
      lookup: lookup(),
      recordsPerPartition,
      runs: runs(),
      steps: steps(),
      now,
    },
    { org, runId },
  );
