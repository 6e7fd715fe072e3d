import { Command, Option } from 'commander';
import { severities } from '../../shared/api/entity.ts';
import { directions, outcomes, progresses, type Run, runActions, triggers } from '../../shared/api/run.ts';
import { contextOf } from '../command-context.ts';
import { findIntegration } from '../find-integration.ts';
import { shorten, showCount, showDuration, showTime } from '../human-text.ts';
import { withListOptions } from '../list-options.ts';
import { type ListOptions, printList } from '../print-list.ts';
import { showStatus } from '../run-status.ts';
import type { Column } from '../table.ts';

interface RunsOptions extends ListOptions {
  readonly integration?: string;
  readonly connector?: string;
  readonly direction?: string;
  readonly trigger?: string;
  readonly progress?: string;
  readonly outcome?: string;
  readonly severity?: string;
  readonly action?: string;
  readonly dryRun?: boolean;
  readonly from?: string;
  readonly to?: string;
}

export const runsCommand = () =>
  withListOptions(
    new Command('runs')
      .description('lists runs, newest first')
      .option('--integration <name>', 'only of this integration')
      .option('--connector <type>', 'only of integrations of this connector')
      .addOption(new Option('--direction <direction>', 'only in this direction').choices(directions))
      .addOption(new Option('--trigger <trigger>', 'only those that were started so').choices(triggers))
      .addOption(new Option('--progress <progress>', 'only with this progress').choices(progresses))
      .addOption(new Option('--outcome <outcome>', 'only with this outcome').choices(outcomes))
      .addOption(new Option('--severity <severity>', 'only with this severity').choices(severities))
      .addOption(
        new Option('--action <action>', 'also what else was done to integrations: tests, and updates of settings')
          .choices([...runActions, 'all'])
          .default('sync'),
      )
      .option('--dry-run', 'dry runs, which are left out otherwise')
      .option('--from <time>', 'only those started at this time or later (ISO 8601)')
      .option('--to <time>', 'only those started before this time (ISO 8601)'),
  ).action(
    async (
      {
        integration,
        limit,
        all,
        action,
        dryRun,
        json: _json,
        url: _url,
        ...filters
      }: RunsOptions & { json?: boolean; url?: string },
      command: Command,
    ) => {
      const { api, output } = contextOf(command);
      const integrationId =
        integration === undefined ? undefined : (await findIntegration(api, integration)).integrationId;
      const ofAction = action === 'all' ? {} : { action };
      const parameters = { ...filters, ...ofAction, ...(dryRun && { dryRun: 'true' }), integrationId };
      await printList(output, api.runs, parameters, columns, {
        ...(limit !== undefined && { limit }),
        ...(all !== undefined && { all }),
        empty: 'There are no such runs; "syncline sync" starts one.',
      });
    },
  );

const count = (title: string, value: (run: Run) => number): Column<Run> => ({
  title,
  value: (run) => showCount(value(run)),
  align: 'right',
});

const columns: Column<Run>[] = [
  { title: 'RUN', value: ({ runId }) => runId },
  { title: 'INTEGRATION', value: ({ integrationName }) => integrationName },
  { title: 'WHAT', value: showWhat },
  { title: 'STATUS', value: showStatus },
  { title: 'STARTED', value: ({ startedAt }) => showTime(startedAt) },
  { title: 'TOOK', value: ({ durationMs }) => showDuration(durationMs), align: 'right' },
  count('PULLED', ({ counts }) => counts.pulled),
  count('CREATED', ({ counts }) => counts.created),
  count('UPDATED', ({ counts }) => counts.updated),
  count('DELETED', ({ counts }) => counts.deleted),
  count('SKIPPED', ({ counts }) => counts.skipped),
  count('FAILED', ({ counts }) => counts.failed),
];

/** The type of a sync, or the one record that it is for; else what was done to the integration. */
function showWhat({ action, type, record }: Run): string {
  // There are syncs of the type "update" as well.
  if (action === 'update') return 'settings';
  if (action !== 'sync') return action;
  return record ? shorten(`${record.stream} ${record.externalId}`, 40) : type;
}
