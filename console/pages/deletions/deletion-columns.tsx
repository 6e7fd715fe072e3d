import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { StagedDeletions } from '../../../shared/api/deletion.ts';
import type { Column } from '../../list/column.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Ago, Moment } from '../../shown/moments.tsx';
import { countedOf, countOf, percentOf } from '../../shown/numbers.ts';
import { deletionStateWords } from '../../shown/words.ts';
import { IntegrationLink } from '../runs/integration-link.tsx';
import { DecideButtons } from './decide-buttons.tsx';

const looks: Readonly<Record<StagedDeletions['state'], StatusIndicatorProps.Type>> = {
  PENDING: 'pending',
  APPROVED: 'success',
  REJECTED: 'stopped',
  EXPIRED: 'stopped',
  SUPERSEDED: 'info',
};

/** Deletions that were held back, as rows. */
export const deletionColumns: readonly Column<StagedDeletions>[] = [
  {
    id: 'integration',
    header: 'Integration',
    width: 160,
    cell: (one) => <IntegrationLink integrationId={one.integrationId} name={one.integrationName} />,
  },
  { id: 'stream', header: 'Stream', width: 120, cell: ({ stream }) => stream },
  {
    id: 'state',
    header: 'State',
    width: 190,
    cell: ({ state }) => <StatusIndicator type={looks[state]}>{deletionStateWords[state]}</StatusIndicator>,
  },
  {
    id: 'count',
    header: 'Records',
    width: 130,
    cell: ({ runId, stream, count }) => (
      <RouteLink
        to={paths.step(runId, stream, { tab: 'entities', action: 'DELETE' })}
        ariaLabel={`The ${countedOf(count, 'record')} of ${stream}`}
      >
        {countedOf(count, 'record')}
      </RouteLink>
    ),
  },
  {
    id: 'share',
    header: 'Of those known',
    width: 170,
    cell: ({ count, known }) => (known === 0 ? '–' : `${percentOf(count / known)} of ${countOf(known)}`),
  },
  { id: 'pulled', header: 'Pulled', hidden: true, width: 110, cell: ({ pulled }) => countOf(pulled) },
  {
    id: 'stagedAt',
    header: 'Found by the run of',
    width: 200,
    cell: ({ runId, stagedAt }) => (
      <RouteLink to={paths.run(runId)}>
        <Moment at={stagedAt} />
      </RouteLink>
    ),
  },
  {
    id: 'decideBy',
    header: 'Answer needed',
    width: 140,
    cell: ({ state, decideBy }) => (state === 'PENDING' ? <Ago at={decideBy} /> : '–'),
  },
  {
    id: 'decided',
    header: 'Decided',
    width: 220,
    cell: ({ decidedBy, decidedAt, deletionRunId }) =>
      decidedAt === null ? (
        '–'
      ) : (
        <>
          {decidedBy}, <Moment at={decidedAt} />
          {deletionRunId !== null && (
            <>
              {' '}
              <RouteLink to={paths.run(deletionRunId)}>Run that deletes</RouteLink>
            </>
          )}
        </>
      ),
  },
  { id: 'reason', header: 'Reason', width: 220, cell: ({ reason }) => reason ?? '–' },
  { id: 'decide', header: 'Decide', width: 210, cell: (one) => <DecideButtons deletions={one} /> },
];
