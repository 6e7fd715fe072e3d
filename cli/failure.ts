import { ProblemError, UnreachableError } from './api-client.ts';
import { CliError, exitCodes } from './exit-codes.ts';
import { printable } from './human-text.ts';

/** Any error as what to print and how to end. What nobody expected is thrown on: its stack helps whoever mends it. */
export function failureOf(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof UnreachableError) {
    const message = `${printable(error.message)}\nStart it with "npm start", or say where it is with --url or $SYNCLINE_URL.`;
    return new CliError(exitCodes.unreachable, message);
  }
  if (error instanceof ProblemError) return failureOfProblem(error);
  throw error;
}

function failureOfProblem({ problem }: ProblemError): CliError {
  const message = problem.detail.split('\n').map(printable).join('\n');
  if (problem.status === 404) return new CliError(exitCodes.notFound, message, problem);
  if (problem.type === '/problems/run-in-progress') return new CliError(exitCodes.busy, message, problem);
  if (problem.status >= 500) {
    const request = problem.instance === undefined ? '' : ` (request ${problem.instance})`;
    return new CliError(exitCodes.unreachable, `${problem.title}${request}. ${message}`, problem);
  }
  return new CliError(exitCodes.refused, message, problem);
}
