import { ApiProblem } from './problem.ts';

const ulidPattern = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** A cursor that stands behind one id. */
export const encodeCursor = (id: string): string => Buffer.from(id).toString('base64url');

/** Throws the problem `invalid-cursor` for anything that `encodeCursor` did not make. */
export function decodeCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!ulidPattern.test(id) || encodeCursor(id) !== cursor) throw invalidCursor();
  return id;
}

export const invalidCursor = (): ApiProblem =>
  new ApiProblem('invalid-cursor', 'Use `next` of the previous page as it is, or leave the cursor out to start anew.');
