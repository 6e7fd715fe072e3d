import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { RouteLink } from '../../routing/route-link.tsx';
import { Ago } from '../../shown/moments.tsx';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { IntegrationLink } from '../runs/integration-link.tsx';
import type { Concern } from './use-attention.ts';

interface Props {
  readonly concerns: readonly Concern[];
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** What is wrong or waits, a line each; that all is well, where nothing is. */
export function AttentionTable({ concerns, isPending, error }: Props) {
  if (error !== null) return <ProblemAlert error={error} />;
  if (concerns.length === 0) {
    return isPending ? (
      <StatusIndicator type="loading">Looking</StatusIndicator>
    ) : (
      <StatusIndicator type="success">Nothing needs attention</StatusIndicator>
    );
  }
  return (
    <Table
      variant="embedded"
      items={concerns}
      trackBy="id"
      wrapLines
      ariaLabels={{ tableLabel: 'Needs attention' }}
      columnDefinitions={[
        {
          id: 'kind',
          header: 'Needs attention',
          isRowHeader: true,
          width: 200,
          cell: ({ kind, to, integrationName }) => (
            <StatusIndicator type="warning">
              <RouteLink to={to} ariaLabel={`${kind}, ${integrationName}`}>
                {kind}
              </RouteLink>
            </StatusIndicator>
          ),
        },
        {
          id: 'integration',
          header: 'Integration',
          width: 200,
          cell: (one) => <IntegrationLink integrationId={one.integrationId} name={one.integrationName} />,
        },
        { id: 'text', header: 'What is the case', cell: ({ text }) => text },
        { id: 'since', header: 'Since', width: 160, cell: ({ since }) => (since === null ? '–' : <Ago at={since} />) },
      ]}
    />
  );
}
