import { Command } from 'commander';
import { contextOf } from '../command-context.ts';
import { showCount, showTime } from '../human-text.ts';
import { withListOptions } from '../list-options.ts';
import { type ListOptions, printList } from '../print-list.ts';
import { showStatus } from '../run-status.ts';

export const integrationsCommand = () =>
  withListOptions(new Command('integrations').description('lists the integrations')).action(
    async (options: ListOptions, command: Command) => {
      const { api, output } = contextOf(command);
      await printList(
        output,
        api.integrations,
        {},
        [
          { title: 'NAME', value: ({ name }) => name },
          { title: 'CONNECTOR', value: ({ connector }) => connector },
          {
            title: 'STATUS',
            value: ({ status, statusReason }) => (statusReason ? `${status}: ${statusReason}` : status),
          },
          { title: 'STREAMS', value: ({ streams }) => streams.map(({ name }) => name).join(', ') },
          {
            title: 'RECORDS',
            value: ({ streams }) => showCount(streams.reduce((sum, { knownRecords }) => sum + knownRecords, 0)),
            align: 'right',
          },
          { title: 'LAST RUN', value: ({ lastRun }) => (lastRun ? showStatus(lastRun) : 'never') },
          { title: 'AT', value: ({ lastRun }) => showTime(lastRun?.startedAt ?? null) },
        ],
        { ...options, empty: 'There are no integrations yet; "syncline connect" makes one.' },
      );
    },
  );
