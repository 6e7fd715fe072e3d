import { Command, Option } from 'commander';
import { severities } from '../../shared/api/entity.ts';
import { outcomes, progresses, type Run } from '../../shared/api/run.ts';
import { contextOf } from '../command-context.ts';
import { findIntegration } from '../find-integration.ts';
import { showCount, showDuration, showTime } from '../human-text.ts';
import { withListOptions } from '../list-options.ts';
import { type ListOptions, printList } from '../print-list.ts';
import { showStatus } from '../run-status.ts';
import type { Column } from '../table.ts';

interface RunsOptions extends ListOptions {
  readonly integration?: string;
  readonly progress?: string;
  readonly outcome?: string;
  readonly severity?: string;
  readonly from?: string;
  readonly to?: string;
}

export const runsCommand = () =>
  withListOptions(
    new Command('runs')
      .description('lists runs, newest first')
      .option('--integration <name>', 'only of this integration')
      .addOption(new Option('--progress <progress>', 'only with this progress').choices(progresses))
      .addOption(new Option('--outcome <outcome>', 'only with this outcome').choices(outcomes))
      .addOption(new Option('--severity <severity>', 'only with this severity').choices(severities))
      .option('--from <time>', 'only those started at this time or later (ISO 8601)')
      .option('--to <time>', 'only those started before this time (ISO 8601)'),
  ).action(
    async (
      { integration, limit, all, json: _json, url: _url, ...filters }: RunsOptions & { json?: boolean; url?: string },
      command: Command,
    ) => {
      const { api, output } = contextOf(command);
      const integrationId =
        integration === undefined ? undefined : (await findIntegration(api, integration)).integrationId;
      await printList(output, api.runs, { ...filters, integrationId }, columns, {
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
  { title: 'TYPE', value: ({ type }) => type },
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
