import { Command, Option } from 'commander';
import type { ClusterInfo } from '../../shared/api/cluster.ts';
import { severities } from '../../shared/api/entity.ts';
import { contextOf } from '../command-context.ts';
import { findIntegration } from '../find-integration.ts';
import { shorten, showCount, showTime } from '../human-text.ts';
import { withListOptions } from '../list-options.ts';
import { type ListOptions, printList } from '../print-list.ts';
import type { Column } from '../table.ts';

interface ClustersOptions extends ListOptions {
  readonly step?: string;
  readonly code?: string;
  readonly status?: string;
  readonly from?: string;
  readonly to?: string;
}

export const clustersCommand = () =>
  withListOptions(
    new Command('clusters')
      .description('lists what was skipped or went wrong, the same of many records as one')
      .argument('<integration>', 'name or id of the integration')
      .option('--step <stream>', 'only of this stream')
      .option('--code <code>', 'only with this code')
      .addOption(new Option('--status <status>', 'only with this status').choices(severities))
      .option('--from <time>', 'only of runs that ended on the day of this time or later (ISO 8601, days are UTC)')
      .option('--to <time>', 'only of runs that ended on days that began before this time'),
  ).action(async (name: string, options: ClustersOptions, command: Command) => {
    const { api, output } = contextOf(command);
    const { integrationId } = await findIntegration(api, name);
    const { step, code, status, from, to } = options;
    await printList(output, api.clusters, { integrationId, step, code, status, from, to }, columns, {
      ...options,
      empty: 'Nothing was skipped, and nothing went wrong. A run is in this list a minute or two after its end.',
    });
  });

const columns: Column<ClusterInfo>[] = [
  { title: 'COUNT', value: ({ count }) => showCount(count), align: 'right' },
  { title: 'RUNS', value: ({ runs }) => showCount(runs), align: 'right' },
  { title: 'STREAM', value: ({ stream }) => stream ?? '–' },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'CODE', value: ({ code }) => code },
  { title: 'LAST', value: ({ lastSeenAt }) => showTime(lastSeenAt) },
  { title: 'LAST RUN', value: ({ lastRunId }) => lastRunId },
  { title: 'SUCH AS', value: ({ samples }) => shorten(samples[0]?.externalId ?? samples[0]?.name ?? '–', 30) },
  { title: 'MESSAGE', value: ({ template }) => shorten(template, 100) },
];
