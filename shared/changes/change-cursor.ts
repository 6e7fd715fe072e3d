import * as z from 'zod';
import { decodeBoundCursor, encodeBoundCursor } from '../cursors/bound-cursor.ts';

/** Where a list of changes goes on. */
export interface ChangePosition {
  readonly runId: string;
  /** Null where the run is done with, and the one before it comes next. */
  readonly within: {
    readonly stream: string;
    readonly chunk: number;
    /** How many changes of the chunk were looked at already. */
    readonly given: number;
  } | null;
}

const positionSchema = z.union([
  z.tuple([z.string()]).transform(([runId]): ChangePosition => ({ runId, within: null })),
  z
    .tuple([z.string(), z.string(), z.int().min(0), z.int().min(0)])
    .transform(([runId, stream, chunk, given]): ChangePosition => ({ runId, within: { stream, chunk, given } })),
]);

export const encodeChangeCursor = (query: unknown, { runId, within }: ChangePosition): string =>
  encodeBoundCursor(query, within ? [runId, within.stream, within.chunk, within.given] : [runId]);

/** Undefined where the cursor is damaged, or belongs to another query. */
export function decodeChangeCursor(query: unknown, cursor: string): ChangePosition | undefined {
  return positionSchema.safeParse(decodeBoundCursor(query, cursor)).data;
}
