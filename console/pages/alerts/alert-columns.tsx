import Box from '@cloudscape-design/components/box';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Alert } from '../../../shared/api/alert.ts';
import type { Column } from '../../list/column.ts';
import { Ago, Moment } from '../../shown/moments.tsx';
import { countOf } from '../../shown/numbers.ts';
import { alertChannelWords, alertKindWords, alertStateWords } from '../../shown/words.ts';
import { IntegrationLink } from '../runs/integration-link.tsx';
import { numberWords } from './number-words.ts';

const looks: Readonly<Record<Alert['state'], StatusIndicatorProps.Type>> = {
  RAISED: 'error',
  PENDING: 'pending',
  OK: 'success',
};

export const alertColumns: readonly Column<Alert>[] = [
  { id: 'kind', header: 'Alert', width: 145, isRowHeader: true, cell: ({ kind }) => alertKindWords[kind] },
  {
    id: 'integration',
    header: 'Integration',
    width: 125,
    cell: (one) => <IntegrationLink integrationId={one.integrationId} name={one.integrationName} />,
  },
  {
    id: 'state',
    header: 'State',
    width: 150,
    cell: ({ state, clearSince }) => (
      <StatusIndicator type={looks[state]}>
        {state === 'RAISED' && clearSince !== null ? 'Raised, clearing' : alertStateWords[state]}
      </StatusIndicator>
    ),
  },
  { id: 'since', header: 'Since', width: 120, cell: ({ since }) => <Ago at={since} /> },
  {
    id: 'summary',
    header: 'What is the case',
    width: 275,
    cell: ({ summary, advice, state }) => (
      <>
        {summary}
        {state !== 'OK' && advice !== '' && (
          <Box variant="small" display="block">
            {advice}
          </Box>
        )}
      </>
    ),
  },
  { id: 'numbers', header: 'Numbers', width: 155, cell: ({ numbers }) => <Numbers numbers={numbers} /> },
  { id: 'notified', header: 'Who was told', width: 150, cell: (alert) => <Told alert={alert} /> },
  { id: 'raisedAt', header: 'Raised', hidden: true, width: 190, cell: ({ raisedAt }) => <Moment at={raisedAt} /> },
  { id: 'resolvedAt', header: 'Over', hidden: true, width: 190, cell: ({ resolvedAt }) => <Moment at={resolvedAt} /> },
];

/** What was compared. Some are times; their names are those of the API where a person knows no better one. */
function Numbers({ numbers }: Pick<Alert, 'numbers'>) {
  return Object.entries(numbers).map(([name, value]) => (
    <div key={name}>
      {numberWords[name] ?? name}: {typeof value === 'number' ? countOf(value) : <Moment at={value} />}
    </div>
  ));
}

function Told({ alert: { notified, notifiedAt, notify, undelivered } }: { readonly alert: Alert }) {
  return (
    <>
      {notified.length > 0 && (
        <div>
          {notified.map((channel) => alertChannelWords[channel]).join(', ')}
          {notifiedAt !== null && (
            <>
              , <Ago at={notifiedAt} />
            </>
          )}
        </div>
      )}
      {undelivered.map(({ channel, reason }) => (
        <StatusIndicator key={channel} type="error">{`${alertChannelWords[channel]}: ${reason}`}</StatusIndicator>
      ))}
      {notified.length + undelivered.length === 0 && (notify === null ? 'Nobody' : 'Being told')}
    </>
  );
}
