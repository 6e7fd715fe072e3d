import type { UnreadablePart, UnreadablePartError } from '../../shared/trail/unreadable-part-error.ts';
import { ApiProblem } from './problem.ts';

/** Also the error of another bundle's copy of the class: it is told by its name. */
export const isUnreadablePart = (error: unknown): error is UnreadablePartError =>
  error instanceof Error && error.name === 'UnreadablePartError';

/** What to say of a part of the archive that cannot be read. */
export const problemOfPart = ({ part, reason }: UnreadablePart): ApiProblem =>
  new ApiProblem(
    'archive-part-unreadable',
    `The object ${part} in the archive bucket is ${reason}, and the hot copy of this run has expired. What it holds ` +
      'cannot be shown; everything else of the run can. Restore the object if you have a copy of it.',
    { part },
  );
