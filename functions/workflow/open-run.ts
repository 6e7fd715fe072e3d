import { now, runs, searchIndexes, steps, streams } from '../../shared/aws/bound.ts';
import { openRun } from '../../shared/control/open-run.ts';
import type { RunInput } from '../../shared/workflow/workflow.ts';

export const handler = (input: RunInput) =>
  openRun({ runs: runs(), searchIndexes: searchIndexes(), steps: steps(), streams: streams(), now }, input);
