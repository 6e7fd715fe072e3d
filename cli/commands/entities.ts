import { Command, Option } from 'commander';
import { type Entity, entityActions, severities } from '../../shared/api/entity.ts';
import { contextOf } from '../command-context.ts';
import { shorten, showTime } from '../human-text.ts';
import { wholeNumber, withListOptions } from '../list-options.ts';
import { type ListOptions, printList } from '../print-list.ts';
import type { Column } from '../table.ts';

interface EntitiesOptions extends ListOptions {
  readonly step?: string;
  readonly page?: number;
  readonly status?: string;
  readonly action?: string;
  readonly from?: string;
  readonly to?: string;
  readonly q?: string;
}

export const entitiesCommand = () =>
  withListOptions(
    new Command('entities')
      .description('lists what happened to each record in a run')
      .argument('<id>', 'id of the run')
      .option('--step <stream>', 'only of this stream')
      .addOption(
        new Option('--page <n>', 'only of this page of the step').argParser(wholeNumber(Number.MAX_SAFE_INTEGER)),
      )
      .addOption(new Option('--status <status>', 'only with this status').choices(severities))
      .addOption(new Option('--action <action>', 'only with this action').choices(entityActions))
      .option('--from <time>', 'only those decided at this time or later (ISO 8601)')
      .option('--to <time>', 'only those decided before this time (ISO 8601)')
      .option('--q <text>', 'only with this id, at the source or our own (rec_…), or a name that begins so'),
  ).action(async (id: string, options: EntitiesOptions, command: Command) => {
    const { api, output } = contextOf(command);
    const { step, page, status, action, from, to, q } = options;
    const filters = { step, page, status, action, from, to, q };
    await printList(output, (parameters) => api.entities(id, parameters), filters, columns, {
      ...options,
      empty: 'There are no such records in this run.',
    });
  });

const columns: Column<Entity>[] = [
  { title: 'STREAM', value: ({ stream }) => stream },
  { title: 'ID', value: ({ externalId }) => externalId ?? '–' },
  { title: 'NAME', value: ({ name }) => shorten(name ?? '–', 40) },
  { title: 'ACTION', value: ({ action }) => action },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'AT', value: ({ at }) => showTime(at) },
  { title: 'WHY', value: ({ code, message }) => [code, message].filter((part) => part !== null).join(': ') },
];
