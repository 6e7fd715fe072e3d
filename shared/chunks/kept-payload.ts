import type { ChunkOfStep } from '../table/keys.ts';

/** What failed can be tried again for as long as a log is usually kept. */
export const keptPayloadDays = 30;

/** Where the payload of a chunk that failed is kept. */
export const keptPayloadKey = ({ org, runId, stream, chunk }: ChunkOfStep): string =>
  `${org}/failed/${runId}/${encodeURIComponent(stream)}/${chunk}`;
