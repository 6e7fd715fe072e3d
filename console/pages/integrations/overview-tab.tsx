import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { Integration } from '../../../shared/api/integration.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Copyable } from '../../shown/copyable.tsx';
import { Ago, Moment } from '../../shown/moments.tsx';
import { countOf } from '../../shown/numbers.ts';
import { runTypeWords } from '../../shown/words.ts';
import { ErrorRates } from './error-rates.tsx';
import { LastRun } from './last-run.tsx';
import { ReadBy } from './read-by.tsx';
import { RunSparkline } from './run-sparkline.tsx';
import { Standing } from './standing.tsx';
import { Synced } from './synced.tsx';
import { useHealth } from './use-health.ts';

interface Props {
  readonly integration: Integration;
}

export default function OverviewTab({ integration }: Props) {
  return (
    <SpaceBetween size="l">
      <Health integration={integration} />
      <Streams integration={integration} />
      <Activity integration={integration} />
    </SpaceBetween>
  );
}

function Health({ integration }: Props) {
  const { integrationId } = integration;
  const { data: health } = useHealth(integration);
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="m">
              <RouteLink to={paths.records({ integrationId })}>See updated records</RouteLink>
              <RouteLink to={paths.search(undefined, integrationId)}>Search its records</RouteLink>
              <RouteLink to={paths.clusters(integrationId)}>Failures</RouteLink>
            </SpaceBetween>
          }
        >
          Health
        </Header>
      }
    >
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Status', value: <Standing integration={integration} /> },
          { label: 'Log', value: <Synced integration={integration} /> },
          { label: 'Last run', value: <LastRun integration={integration} /> },
          {
            label: `Failed, last ${health?.errorRates.windowHours ?? integration.alerts.errorRate.windowHours} h`,
            value: health === undefined ? '–' : <ErrorRates rates={health.errorRates} />,
          },
          { label: 'Read by', value: <ReadBy integration={integration} /> },
          { label: 'Last 30 runs', value: <RunSparkline runs={health?.recentRuns ?? []} /> },
        ]}
      />
    </Container>
  );
}

function Streams({ integration: { streams } }: Props) {
  return (
    <Table
      header={
        <Header variant="h2" counter={`(${countOf(streams.length)})`}>
          Streams
        </Header>
      }
      ariaLabels={{ tableLabel: 'Streams' }}
      items={[...streams]}
      trackBy="name"
      columnDefinitions={[
        { id: 'name', header: 'Stream', isRowHeader: true, cell: ({ name }) => name },
        { id: 'known', header: 'Known records', cell: ({ knownRecords }) => countOf(knownRecords) },
        {
          id: 'synced',
          header: 'Synced',
          cell: ({ lastSyncedAt }) => (lastSyncedAt === null ? 'Never' : <Ago at={lastSyncedAt} />),
        },
        {
          id: 'next',
          header: 'Next collection',
          cell: ({ nextSyncAt }) => (nextSyncAt === null ? '–' : <Ago at={nextSyncAt} />),
        },
        {
          id: 'modes',
          header: 'Offers',
          cell: ({ modes, byId }) =>
            [...modes.map((mode) => runTypeWords[mode]), ...(byId ? ['Single records'] : [])].join(', '),
        },
      ]}
    />
  );
}

function Activity({ integration }: Props) {
  const { integrationId, connector, readsFrom, target, activity, createdAt, updatedAt } = integration;
  const { lastTriggeredAt, lastScheduledAt, lastCompletedAt, lastSkipped } = activity;
  return (
    <Container header={<Header variant="h2">Activity</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Last start', value: <Moment at={lastTriggeredAt} /> },
          { label: 'Last start by schedule', value: <Moment at={lastScheduledAt} /> },
          { label: 'Last end', value: <Moment at={lastCompletedAt} /> },
          ...(lastSkipped === null
            ? []
            : [
                {
                  label: 'Last left out',
                  value: (
                    <>
                      {lastSkipped.runId === null ? (
                        <Moment at={lastSkipped.at} />
                      ) : (
                        <RouteLink to={paths.run(lastSkipped.runId)}>
                          <Moment at={lastSkipped.at} />
                        </RouteLink>
                      )}
                      <div>{lastSkipped.reason}</div>
                    </>
                  ),
                },
              ]),
          { label: 'Connector', value: connector },
          {
            label: readsFrom === null ? 'Records go to' : 'Records come from',
            value:
              readsFrom === null ? (
                target === 'records' ? (
                  'The record store'
                ) : (
                  target
                )
              ) : (
                <RouteLink to={paths.integration(readsFrom)}>{readsFrom}</RouteLink>
              ),
          },
          { label: 'Id', value: <Copyable text={integrationId} what="id of the integration" /> },
          { label: 'Created', value: <Moment at={createdAt} /> },
          { label: 'Changed', value: <Moment at={updatedAt} /> },
        ]}
      />
    </Container>
  );
}
