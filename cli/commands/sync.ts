import { Command, Option } from 'commander';
import type { Run } from '../../shared/api/run.ts';
import { type Api, ProblemError } from '../api-client.ts';
import { contextOf } from '../command-context.ts';
import { explanationOf } from '../explanation.ts';
import { findIntegration } from '../find-integration.ts';
import { followToEnd } from '../follow-to-end.ts';
import { type KeyOptions, keyOption } from '../key-option.ts';
import type { Output } from '../output.ts';
import { refusedAsBusy } from '../refused-as-busy.ts';
import { exitCodeOf } from '../run-status.ts';

interface SyncOptions extends KeyOptions {
  readonly full?: boolean;
  readonly update?: boolean;
  readonly streams?: string[];
  readonly ids?: string[];
  readonly dryRun?: boolean;
  readonly follow?: boolean;
}

export const syncCommand = () =>
  new Command('sync')
    .description('starts a run of an integration')
    .argument('<name>', 'name or id of the integration')
    .addOption(new Option('--full', 'read everything, and find what was deleted').conflicts('update'))
    .addOption(new Option('--update', 'read only what changed since the last run'))
    .option('--streams <names...>', 'only these streams')
    .addOption(
      new Option(
        '--ids <ids...>',
        'only these records, each asked for by itself; needs the stream in --streams',
      ).conflicts(['full', 'update']),
    )
    .option('--dry-run', 'decide and log everything, write nothing')
    .option('--follow', 'show the progress, and end with the run')
    .addOption(keyOption())
    .action(async (name: string, options: SyncOptions, command: Command) => {
      const { api, output } = contextOf(command);
      const { integrationId, name: called } = await findIntegration(api, name);
      const { full, update, streams, ids, dryRun, follow, idempotencyKey } = options;
      const request = {
        ...((full || update) && { type: full ? ('full' as const) : ('update' as const) }),
        ...(streams && { streams }),
        ...(ids && { ids }),
        ...(dryRun && { dryRun }),
      };
      const run = await api.startRun(integrationId, request, idempotencyKey).catch((error: unknown) => {
        throw refusedAsBusy(error, called);
      });
      const explained = ids && !output.json ? (ended: Run) => explain(api, ended, ids, output) : undefined;
      if (follow) return followToEnd(api, run.runId, output, exitCodeOf, explained);
      if (output.json) output.value(run);
      else output.line(`Started run ${run.runId} of ${called}. See "syncline run ${run.runId}".`);
    });

/** More records than these are a list, which "syncline entities" shows. */
const mostExplained = 3;

/** What was decided about each of a few records that were asked for. */
async function explain(api: Api, { runId, streams }: Run, ids: readonly string[], output: Output): Promise<void> {
  const wanted = [...new Set(ids)];
  if (wanted.length > mostExplained)
    return output.line(`\nWhat was decided: syncline entity ${runId} ${streams[0]} ID`);
  for (const id of wanted) {
    const explained = await api.entity(runId, streams[0] ?? '', id).catch((error: unknown) => {
      // It did not come to this one.
      if (error instanceof ProblemError && error.is('entity-not-found')) return null;
      throw error;
    });
    if (explained) output.line(`\n${explanationOf(explained).join('\n')}`);
  }
}
