import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Alert } from '../../../shared/api/alert.ts';
import type { Integration } from '../../../shared/api/integration.ts';
import type { Column } from '../../list/column.ts';
import { ListTable, Nothing } from '../../list/list-table.tsx';
import { Moment } from '../../shown/moments.tsx';
import { alertKindWords, alertStateWords } from '../../shown/words.ts';
import { integrationPath } from './integration-path.ts';

const looks = { RAISED: 'error', PENDING: 'pending', OK: 'success' } as const;

const columns: Column<Alert>[] = [
  { id: 'kind', header: 'Alert', isRowHeader: true, cell: ({ kind }) => alertKindWords[kind] },
  {
    id: 'state',
    header: 'State',
    cell: ({ state }) => <StatusIndicator type={looks[state]}>{alertStateWords[state]}</StatusIndicator>,
  },
  { id: 'since', header: 'Since', width: 200, cell: ({ since }) => <Moment at={since} /> },
  {
    id: 'summary',
    header: 'What is the case',
    width: 480,
    cell: ({ summary, advice, state }) => (
      <>
        {summary}
        {state !== 'OK' && <Box color="text-body-secondary">{advice}</Box>}
      </>
    ),
  },
  {
    id: 'told',
    header: 'Told',
    cell: ({ notifiedAt, undelivered }) =>
      undelivered.length > 0 ? (
        <StatusIndicator type="warning">{undelivered.map(({ reason }) => reason).join(' ')}</StatusIndicator>
      ) : (
        <Moment at={notifiedAt} />
      ),
  },
];

/** How each alert stands; what is over is kept, as the latest of its kind. */
export function CurrentAlerts({ integration: { integrationId } }: { readonly integration: Integration }) {
  return (
    <ListTable<Alert>
      name="integration-alerts"
      path={`${integrationPath(integrationId)}/alerts`}
      title="Alerts"
      what="alerts"
      columns={columns}
      idOf={({ alertId }) => alertId}
      filters={{ by: [{ param: 'state', label: 'State', options: alertStateWords }] }}
      empty={<Nothing title="Nothing was wrong so far" />}
      refreshMs={() => 10_000}
    />
  );
}
