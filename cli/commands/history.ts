import { Command } from 'commander';
import type { RecordTouch } from '../../shared/api/search.ts';
import { contextOf } from '../command-context.ts';
import { showChange } from '../explanation.ts';
import { findIntegration } from '../find-integration.ts';
import { showTime } from '../human-text.ts';
import { withListOptions } from '../list-options.ts';
import type { ListOptions } from '../print-list.ts';
import { printSearch } from '../print-search.ts';
import type { Column } from '../table.ts';

export const historyCommand = () =>
  withListOptions(
    new Command('history')
      .description('lists every run that touched one record, and what it changed')
      .argument('<integration>', 'name or id of the integration')
      .argument('<stream>', 'name of the stream')
      .argument('<id>', "the record's id at the source"),
  ).action(async (name: string, stream: string, id: string, options: ListOptions, command: Command) => {
    const { api, output } = contextOf(command);
    const { integrationId } = await findIntegration(api, name);
    await printSearch(output, (page) => api.history(integrationId, stream, id, page), {}, columns, {
      ...options,
      empty: 'No run that is kept touched this record.',
    });
  });

const columns: Column<RecordTouch>[] = [
  { title: 'STARTED', value: ({ startedAt }) => showTime(startedAt) },
  { title: 'RUN', value: ({ runId }) => runId },
  { title: 'ACTION', value: ({ action }) => action },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'WHY', value: ({ code, message }) => [code, message].filter((part) => part !== null).join(': ') },
  { title: 'CHANGED', value: ({ changes = [] }) => changes.map(showChange).join(', ') },
];
