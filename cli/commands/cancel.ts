import { Command } from 'commander';
import type { Run } from '../../shared/api/run.ts';
import { contextOf } from '../command-context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { followToEnd } from '../follow-to-end.ts';
import { type KeyOptions, keyOption } from '../key-option.ts';
import { exitCodeOf } from '../run-status.ts';

interface CancelOptions extends KeyOptions {
  readonly follow?: boolean;
}

export const cancelCommand = () =>
  new Command('cancel')
    .description('asks a run to end: what it has done stays and is told, the rest is left to the next run')
    .argument('<run>', 'id of the run')
    .option('--follow', 'wait for its end')
    .addOption(keyOption())
    .action(async (runId: string, { follow, idempotencyKey }: CancelOptions, command: Command) => {
      const { api, output } = contextOf(command);
      const run = await api.cancelRun(runId, idempotencyKey);
      if (follow) return followToEnd(api, runId, output, wasCancelled);
      if (output.json) output.value(run);
      else output.line(`Run ${runId} ends with the chunks that are being applied. See "syncline run ${runId}".`);
    });

/** A run that was stopped is what was asked for; one that came to its end before tells what became of it. */
const wasCancelled = (run: Run): ExitCode => (run.progress === 'ABORTED' ? exitCodes.ok : exitCodeOf(run));
