import { Command, Option } from 'commander';
import type { CallOfRun } from '../../shared/api/call.ts';
import { contextOf } from '../command-context.ts';
import { showDuration, showTime } from '../human-text.ts';
import { wholeNumber, withListOptions } from '../list-options.ts';
import { type ListOptions, printList } from '../print-list.ts';
import type { Column } from '../table.ts';

export const callsCommand = () =>
  withListOptions(
    new Command('calls')
      .description('lists the requests that a run made to its source')
      .argument('<id>', 'id of the run')
      .option('--step <stream>', 'only of this stream')
      .addOption(
        new Option('--page <n>', 'only of this page of the step').argParser(wholeNumber(Number.MAX_SAFE_INTEGER)),
      ),
  ).action(async (id: string, options: ListOptions & { step?: string; page?: number }, command: Command) => {
    const { api, output } = contextOf(command);
    const { step, page } = options;
    await printList(output, (parameters) => api.calls(id, parameters), { step, page }, columns, {
      ...options,
      empty: 'This run made no such calls.',
    });
  });

const columns: Column<CallOfRun>[] = [
  { title: 'AT', value: ({ at }) => showTime(at) },
  { title: 'STEP', value: ({ stream }) => stream },
  { title: 'PAGE', value: ({ page }) => (page === null ? '–' : String(page)), align: 'right' },
  { title: 'METHOD', value: ({ method }) => method },
  { title: 'STATUS', value: ({ status }) => (status === null ? 'none' : String(status)), align: 'right' },
  { title: 'TOOK', value: ({ durationMs }) => showDuration(durationMs), align: 'right' },
  { title: 'TRY', value: ({ attempt }) => String(attempt), align: 'right' },
  {
    title: 'URL',
    value: ({ url, params }) => `${url}${Object.keys(params).length > 0 ? `?${new URLSearchParams(params)}` : ''}`,
  },
  { title: 'ERROR', value: ({ error }) => error ?? '' },
];
