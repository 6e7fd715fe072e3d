import { ApiProblem } from './problem.ts';

/** Throws the problem of a time range that nothing can be in. */
export function refuseEmptyRange({
  from,
  to,
}: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}) {
  if (from === undefined || to === undefined || from < to) return;
  throw new ApiProblem('invalid-parameter', '`from` must be earlier than `to`.');
}
