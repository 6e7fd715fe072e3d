import { decodeBoundCursor, encodeBoundCursor } from '../cursors/bound-cursor.ts';
import type { TouchPosition } from './touches.ts';

export const encodeSearchCursor = (query: unknown, { runId, stream, externalId }: TouchPosition): string =>
  encodeBoundCursor(query, [runId, stream, externalId]);

/** Undefined where the cursor is damaged, or belongs to another query. */
export function decodeSearchCursor(query: unknown, cursor: string): TouchPosition | undefined {
  const position = decodeBoundCursor(query, cursor);
  if (!Array.isArray(position)) return undefined;
  const [runId, stream, externalId] = position;
  if (typeof runId !== 'string' || typeof stream !== 'string' || typeof externalId !== 'string') return undefined;
  return { runId, stream, externalId };
}
