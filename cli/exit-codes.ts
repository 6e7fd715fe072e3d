/** How `syncline` ends; `--help` shows this table. */
export const exitCodes = {
  ok: 0,
  failed: 1,
  refused: 2,
  unreachable: 3,
  notFound: 4,
  busy: 5,
  partial: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const meanings: Record<keyof typeof exitCodes, string> = {
  ok: 'all is well',
  failed: 'the run failed or was stopped; the test failed; check found something unsupported',
  refused: 'wrong usage, or input that Syncline did not take',
  unreachable: 'Syncline cannot be reached, or could not answer',
  notFound: 'no such integration, run or record',
  busy: 'a run of this integration is already going',
  partial: 'the run ended, but some records failed',
  interrupted: 'Ctrl-C; a run that was followed goes on',
};

export const exitCodeHelp = (): string =>
  [
    'Exit codes:',
    ...Object.entries(exitCodes).map(
      ([name, code]) => `  ${String(code).padStart(3)}  ${meanings[name as keyof typeof meanings]}`,
    ),
  ].join('\n');

/** Ends the program with a message for the person and a code for the script. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: ExitCode;
  /** The API's own problem, for `--json`. */
  readonly problem: unknown;

  constructor(exitCode: ExitCode, message: string, problem?: unknown) {
    super(message);
    this.exitCode = exitCode;
    this.problem = problem;
  }
}
