import { decodeBoundCursor, encodeBoundCursor } from '../../shared/cursors/bound-cursor.ts';
import { ApiProblem } from './problem.ts';

const ulidPattern = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** A cursor that stands behind one id. `query` is what was asked: which list, of whom, and how it is narrowed. */
export const encodeCursor = (query: unknown, id: string): string => encodeBoundCursor(query, id);

/** Throws the problem `invalid-cursor` for anything that `encodeCursor` did not make of the same query. */
export function decodeCursor(query: unknown, cursor: string, pattern = ulidPattern): string {
  const id = decodeBoundCursor(query, cursor);
  if (typeof id !== 'string' || !pattern.test(id)) throw invalidCursor();
  return id;
}

export const invalidCursor = (): ApiProblem =>
  new ApiProblem(
    'invalid-cursor',
    'Use `next` of the previous page as it is and with the same filters, or leave the cursor out to start anew.',
  );
