import { Command, Option } from 'commander';
import type { StartRun } from '../../shared/api/run.ts';
import { type Api, ProblemError } from '../api-client.ts';
import { contextOf } from '../command-context.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { findIntegration } from '../find-integration.ts';
import { followRun } from '../follow-run.ts';
import type { Output } from '../output.ts';
import { exitCodeOf } from '../run-status.ts';

interface SyncOptions {
  readonly full?: boolean;
  readonly update?: boolean;
  readonly streams?: string[];
  readonly follow?: boolean;
}

export const syncCommand = () =>
  new Command('sync')
    .description('starts a run of an integration')
    .argument('<name>', 'name or id of the integration')
    .addOption(new Option('--full', 'read everything, and find what was deleted').conflicts('update'))
    .addOption(new Option('--update', 'read only what changed since the last run'))
    .option('--streams <names...>', 'only these streams')
    .option('--follow', 'show the progress, and end with the run')
    .action(async (name: string, options: SyncOptions, command: Command) => {
      const { api, output } = contextOf(command);
      const { integrationId, name: called } = await findIntegration(api, name);
      const run = await start(api, integrationId, called, {
        ...((options.full || options.update) && { type: options.full ? 'full' : 'update' }),
        ...(options.streams && { streams: options.streams }),
      });
      if (!options.follow) {
        if (output.json) output.value(run);
        else output.line(`Started run ${run.runId} of ${called}. See "syncline run ${run.runId}".`);
        return;
      }
      await follow(api, run.runId, output);
    });

async function start(api: Api, integrationId: string, name: string, request: StartRun) {
  try {
    return await api.startRun(integrationId, request);
  } catch (error) {
    if (!(error instanceof ProblemError && error.is('run-in-progress') && error.problem.runId)) throw error;
    const { runId } = error.problem;
    throw new CliError(
      exitCodes.busy,
      `${name} is busy: run ${runId} is going. See "syncline run ${runId}", and start again when it has ended.`,
      error.problem,
    );
  }
}

/** Ctrl-C lets go of the run; a second one ends the program at once. */
async function follow(api: Api, runId: string, output: Output): Promise<void> {
  const detach = new AbortController();
  process.once('SIGINT', () => detach.abort());
  const result = await followRun(api, runId, output, { signal: detach.signal });
  if (result.kind === 'detached') {
    output.note(`Run ${runId} goes on. See "syncline run ${runId}".`);
    process.exitCode = exitCodes.interrupted;
  } else process.exitCode = exitCodeOf(result.run);
}
