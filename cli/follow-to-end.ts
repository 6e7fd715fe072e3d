import type { Run } from '../shared/api/run.ts';
import type { Api } from './api-client.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { followRun } from './follow-run.ts';
import type { Output } from './output.ts';

/**
 * Follows a run for a command that ends with it, which may have more to show then. Ctrl-C lets go of the run; a second one
 * ends the program at once.
 */
export async function followToEnd(
  api: Api,
  runId: string,
  output: Output,
  exitCodeOf: (run: Run) => ExitCode,
  showMore?: (run: Run) => Promise<void>,
): Promise<void> {
  const detach = new AbortController();
  process.once('SIGINT', () => detach.abort());
  const result = await followRun(api, runId, output, { signal: detach.signal });
  if (result.kind === 'detached') {
    output.note(`Run ${runId} goes on. See "syncline run ${runId}".`);
    process.exitCode = exitCodes.interrupted;
    return;
  }
  process.exitCode = exitCodeOf(result.run);
  await showMore?.(result.run);
}
