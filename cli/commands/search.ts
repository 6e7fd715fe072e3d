import { Command, Option } from 'commander';
import { entityActions, severities } from '../../shared/api/entity.ts';
import { directions } from '../../shared/api/run.ts';
import type { SearchHit } from '../../shared/api/search.ts';
import { contextOf } from '../command-context.ts';
import { findIntegration } from '../find-integration.ts';
import { shorten, showTime } from '../human-text.ts';
import { withListOptions } from '../list-options.ts';
import type { ListOptions } from '../print-list.ts';
import { printSearch } from '../print-search.ts';
import type { Column } from '../table.ts';

interface SearchOptions extends ListOptions {
  readonly exact?: boolean;
  readonly integration?: string;
  readonly connector?: string;
  readonly direction?: string;
  readonly run?: string;
  readonly step?: string;
  readonly action?: string;
  readonly status?: string;
  readonly from?: string;
  readonly to?: string;
}

export const searchCommand = () =>
  withListOptions(
    new Command('search')
      .description('finds records by id or by how their name begins, in all runs that are kept')
      .argument('<query>', 'an id at the source, one of our own (rec_…), or how a name begins')
      .option('--exact', 'only by the id at the source')
      .option('--integration <name>', 'only in this integration')
      .option('--connector <type>', 'only in integrations of this connector')
      .addOption(new Option('--direction <direction>', 'only in integrations of this direction').choices(directions))
      .option('--run <id>', 'only in this run')
      .option('--step <stream>', 'only in this stream')
      .addOption(new Option('--action <action>', 'only runs that did this').choices(entityActions))
      .addOption(new Option('--status <status>', 'only with this status').choices(severities))
      .option('--from <time>', 'only runs started at this time or later (ISO 8601)')
      .option('--to <time>', 'only runs started before this time (ISO 8601)'),
  ).action(async (text: string, options: SearchOptions, command: Command) => {
    const { api, output } = contextOf(command);
    const { exact, integration, connector, direction, run: runId, step, action, status, from, to } = options;
    const integrationId =
      integration === undefined ? undefined : (await findIntegration(api, integration)).integrationId;
    const query = exact ? { externalId: text } : { q: text };
    const parameters = { ...query, integrationId, connector, direction, runId, step, action, status, from, to };
    await printSearch(output, api.search, parameters, columns, {
      ...options,
      empty: 'No run that is kept touched such a record.',
    });
  });

const columns: Column<SearchHit>[] = [
  { title: 'STARTED', value: ({ startedAt }) => showTime(startedAt) },
  { title: 'RUN', value: ({ runId }) => runId },
  { title: 'INTEGRATION', value: ({ integrationName }) => integrationName },
  { title: 'STREAM', value: ({ stream }) => stream },
  { title: 'ID', value: ({ externalId }) => externalId },
  { title: 'NAME', value: ({ name }) => shorten(name ?? '–', 40) },
  { title: 'ACTION', value: ({ action }) => action },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'WHY', value: ({ code, message }) => [code, message].filter((part) => part !== null).join(': ') },
];
