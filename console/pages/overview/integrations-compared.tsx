import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { IntegrationActivity } from '../../../shared/api/activity.ts';
import { Nothing } from '../../list/list-table.tsx';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { countOf, durationOf, percentOf } from '../../shown/numbers.ts';
import { IntegrationLink } from '../runs/integration-link.tsx';
import type { Range } from './range.ts';

interface Props {
  readonly integrations: readonly IntegrationActivity[];
  readonly range: Range;
}

const mostShown = 5;
const half = { colspan: { default: 12, m: 6 } } as const;

const averageOf = ({ durationMs, runs }: IntegrationActivity): number => (runs === 0 ? 0 : durationMs / runs);
const notWell = ({ failedRuns, partialRuns }: IntegrationActivity): number => failedRuns + partialRuns;
const failing = (one: IntegrationActivity): number => (one.runs === 0 ? 0 : notWell(one) / one.runs);

/** Which integrations take the longest, and which fail most. */
export function IntegrationsCompared({ integrations, range }: Props) {
  const top = (by: (one: IntegrationActivity) => number) =>
    integrations
      .filter((one) => by(one) > 0)
      .sort((one, other) => by(other) - by(one))
      .slice(0, mostShown);
  return (
    <Grid gridDefinition={[half, half]}>
      <Compared
        title="Slowest integrations"
        empty="No run ended within this time"
        items={top(averageOf)}
        columns={[
          { id: 'average', header: 'A run takes', cell: (one) => durationOf(averageOf(one)) },
          { id: 'runs', header: 'Runs', cell: ({ runs }) => countOf(runs) },
          { id: 'records', header: 'Records', cell: ({ records }) => countOf(records) },
        ]}
      />
      <Compared
        title="Most failing integrations"
        empty="No run failed within this time"
        items={top(failing)}
        columns={[
          {
            id: 'runs',
            header: 'Runs not well',
            cell: (one) => (
              <RouteLink
                to={paths.runs({
                  integrationId: one.integrationId,
                  outcome: one.failedRuns > 0 ? 'FAILED' : 'PARTIAL',
                  last: range,
                })}
                ariaLabel={`Runs of ${one.integrationName} that did not go well`}
              >
                {`${countOf(notWell(one))} of ${countOf(one.runs)} (${percentOf(failing(one))})`}
              </RouteLink>
            ),
          },
          { id: 'failedRuns', header: 'Failed', cell: ({ failedRuns }) => countOf(failedRuns) },
          { id: 'failedRecords', header: 'Failed records', cell: ({ failedRecords }) => countOf(failedRecords) },
        ]}
      />
    </Grid>
  );
}

interface ComparedProps {
  readonly title: string;
  readonly empty: string;
  readonly items: readonly IntegrationActivity[];
  readonly columns: readonly TableProps.ColumnDefinition<IntegrationActivity>[];
}

function Compared({ title, empty, items, columns }: ComparedProps) {
  return (
    <Table
      variant="container"
      items={items}
      trackBy="integrationId"
      ariaLabels={{ tableLabel: title }}
      columnDefinitions={[
        {
          id: 'name',
          header: 'Integration',
          isRowHeader: true,
          cell: (one) => <IntegrationLink integrationId={one.integrationId} name={one.integrationName} />,
        },
        ...columns,
      ]}
      header={<Header variant="h2">{title}</Header>}
      empty={<Nothing title={empty} />}
    />
  );
}
