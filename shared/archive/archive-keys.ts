import type { StepOfRun } from '../table/keys.ts';
import type { BlockPart } from '../trail/readable-trail.ts';

// Keys in the archive bucket. Everything of a run lies under one prefix.

const prefixOfRun = (org: string, runId: string): string => `${org}/runs/${runId}`;
const prefixOfStep = ({ org, runId, stream }: StepOfRun): string =>
  `${prefixOfRun(org, runId)}/${encodeURIComponent(stream)}`;

/** JSON: the run, its steps, and every file of it. Written last: where it is, all the others are. */
export const manifestKey = (org: string, runId: string): string => `${prefixOfRun(org, runId)}/manifest.json`;

/** What is in which chunk, and where the chunk is in the files of its group. */
export const directoryKey = (step: StepOfRun): string => `${prefixOfStep(step)}/chunks.json.zst`;

/** One kind of entry of a group of ≤256 chunks. */
export const fileKey = (step: StepOfRun, group: number, of: BlockPart): string =>
  `${prefixOfStep(step)}/${of}-${String(group).padStart(5, '0')}.parquet`;
