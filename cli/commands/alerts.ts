import { Command, Option } from 'commander';
import { type Alert, alertStates } from '../../shared/api/alert.ts';
import { contextOf } from '../command-context.ts';
import { findIntegration } from '../find-integration.ts';
import { shorten, showTime } from '../human-text.ts';
import { withListOptions } from '../list-options.ts';
import { type ListOptions, printList } from '../print-list.ts';
import type { Column } from '../table.ts';

interface AlertsOptions extends ListOptions {
  readonly state?: string;
}

export const alertsCommand = () =>
  withListOptions(
    new Command('alerts')
      .description('lists how the alerts of all integrations, or of one, stand; RAISED ones are going on')
      .argument('[integration]', 'name or id of the integration')
      .addOption(new Option('--state <state>', 'only in this state').choices(alertStates)),
  ).action(async (name: string | undefined, options: AlertsOptions, command: Command) => {
    const { api, output } = contextOf(command);
    const integrationId = name === undefined ? undefined : (await findIntegration(api, name)).integrationId;
    await printList(output, (page) => api.alerts(integrationId, page), { state: options.state }, columns, {
      ...options,
      empty: 'There are no alerts.',
    });
  });

const columns: Column<Alert>[] = [
  { title: 'INTEGRATION', value: ({ integrationName }) => integrationName },
  { title: 'ALERT', value: ({ kind }) => kind },
  { title: 'STATE', value: ({ state, clearSince }) => (clearSince === null ? state : `${state} (clearing)`) },
  { title: 'SINCE', value: ({ since }) => showTime(since) },
  { title: 'TOLD', value: ({ notify, notified, undelivered }) => told(notify, notified, undelivered) },
  { title: 'WHAT', value: ({ summary }) => shorten(summary, 120) },
];

function told(notify: Alert['notify'], notified: Alert['notified'], undelivered: Alert['undelivered']): string {
  const failed = undelivered.map(({ channel }) => `${channel} failed`);
  const all = [...notified, ...failed, ...(notify !== null && failed.length === 0 ? ['on its way'] : [])];
  return all.length === 0 ? '–' : all.join(', ');
}
