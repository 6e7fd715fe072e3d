import { Command, InvalidArgumentError, Option } from 'commander';
import { type ChangedRecord, changeActions } from '../../shared/api/record.ts';
import { contextOf } from '../command-context.ts';
import { findIntegration } from '../find-integration.ts';
import { shorten, showTime } from '../human-text.ts';
import { withListOptions } from '../list-options.ts';
import { type ListOptions, printList } from '../print-list.ts';
import type { Column } from '../table.ts';

interface RecordsOptions extends ListOptions {
  readonly since?: string;
  readonly run?: string;
  readonly step?: string;
  readonly action?: string;
}

export const recordsCommand = () =>
  withListOptions(
    new Command('records')
      .description('lists the records that were created, updated or deleted, each once with its latest change')
      .argument('<integration>', 'name or id of the integration')
      .addOption(
        new Option('--since <time>', 'changed since then: 90m, 24h, 7d, or a time (ISO 8601)').argParser(pastTime),
      )
      .option('--run <id>', 'only what this run changed')
      .option('--step <stream>', 'only of this stream')
      .addOption(new Option('--action <action>', 'only with this latest change').choices(changeActions)),
  ).action(async (name: string, options: RecordsOptions, command: Command) => {
    const { api, output } = contextOf(command);
    const { integrationId } = await findIntegration(api, name);
    const { since: changedSince, run: runId, step, action } = options;
    await printList(
      output,
      (parameters) => api.records(integrationId, parameters),
      { changedSince, runId, step, action },
      columns,
      { ...options, empty: 'No records were changed.' },
    );
  });

const msOf = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `24h` → the ISO time of 24 hours ago. A time is handed on as it is. */
function pastTime(text: string): string {
  const [, count, unit] = /^(\d{1,6})([mhd])$/.exec(text) ?? [];
  if (unit === 'm' || unit === 'h' || unit === 'd')
    return new Date(Date.now() - Number(count) * msOf[unit]).toISOString();
  if (Number.isNaN(Date.parse(text))) {
    throw new InvalidArgumentError('It must be like 90m, 24h or 7d, or a time such as 2026-01-31T09:00:00Z.');
  }
  return text;
}

const columns: Column<ChangedRecord>[] = [
  { title: 'STREAM', value: ({ stream }) => stream },
  { title: 'ID', value: ({ externalId }) => externalId },
  { title: 'NAME', value: ({ name }) => shorten(name ?? '–', 40) },
  { title: 'ACTION', value: ({ action }) => action },
  { title: 'CHANGED', value: ({ changedAt }) => showTime(changedAt) },
  { title: 'CREATED', value: ({ createdAt }) => showTime(createdAt) },
  { title: 'RUN', value: ({ runId }) => runId },
];
