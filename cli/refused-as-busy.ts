import { ProblemError } from './api-client.ts';
import { CliError, exitCodes } from './exit-codes.ts';

/** What a start that was refused because another run is going ends the program with; any other error as it is. */
export function refusedAsBusy(error: unknown, what: string): unknown {
  if (!(error instanceof ProblemError && error.is('run-in-progress') && error.problem.runId)) return error;
  const { runId } = error.problem;
  return new CliError(
    exitCodes.busy,
    `${what} is busy: run ${runId} is going. See "syncline run ${runId}", and start again when it has ended.`,
    error.problem,
  );
}
