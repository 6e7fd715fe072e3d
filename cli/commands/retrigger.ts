import { Command } from 'commander';
import { contextOf } from '../command-context.ts';
import { followToEnd } from '../follow-to-end.ts';
import { type KeyOptions, keyOption } from '../key-option.ts';
import { refusedAsBusy } from '../refused-as-busy.ts';
import { exitCodeOf } from '../run-status.ts';

interface RetriggerOptions extends KeyOptions {
  readonly failed?: boolean;
  readonly follow?: boolean;
}

export const retriggerCommand = () =>
  new Command('retrigger')
    .description('does a run again that has ended: the same streams in the same way, or only what failed')
    .argument('<run>', 'id of the run')
    .option('--failed', 'only the records that failed')
    .option('--follow', 'show the progress, and end with the new run')
    .addOption(keyOption())
    .action(async (runId: string, { failed, follow, idempotencyKey }: RetriggerOptions, command: Command) => {
      const { api, output } = contextOf(command);
      const scope = failed ? 'failed' : 'all';
      const run = await api.retriggerRun(runId, { scope }, idempotencyKey).catch((error: unknown) => {
        throw refusedAsBusy(error, 'The integration');
      });
      if (follow) return followToEnd(api, run.runId, output, exitCodeOf);
      if (output.json) output.value(run);
      else output.line(`Started run ${run.runId}, which does ${runId} again. See "syncline run ${run.runId}".`);
    });
