import { useCollection } from '@cloudscape-design/collection-hooks';
import Badge from '@cloudscape-design/components/badge';
import Header from '@cloudscape-design/components/header';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useSearchParams } from 'react-router';
import type { Run, Step } from '../../../shared/api/run.ts';
import { Nothing } from '../../list/list-table.tsx';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { countOf } from '../../shown/numbers.ts';
import { ProblemAlert } from '../../shown/problem-alert.tsx';
import { isGoing, SeverityStatus } from '../../shown/statuses.tsx';
import { processedOf } from '../runs/processed.ts';
import { FindInRun } from './find-in-run.tsx';
import { useSteps } from './use-steps.ts';

/** The steps of a run, one for each stream; with `q` in the address, only those that touched such a record. */
export function StepsTable({ run }: { readonly run: Run }) {
  const q = useSearchParams()[0].get('q');
  const { data, error, refetch } = useSteps(run, q === null ? {} : { q });
  const { items, collectionProps } = useCollection(data?.items ?? [], { sorting: {} });
  return (
    <SpaceBetween size="s">
      {error !== null && <ProblemAlert error={error} onRetry={refetch} />}
      <Table
        {...collectionProps}
        variant="container"
        items={items}
        trackBy="stream"
        columnDefinitions={columnsOf(run.runId, q ?? undefined)}
        loading={data === undefined && error === null}
        loadingText="Loading steps"
        ariaLabels={{ tableLabel: 'Steps' }}
        filter={<FindInRun />}
        header={
          <Header variant="h2" counter={data ? `(${data.items.length})` : ''} description="One for each stream">
            Steps
          </Header>
        }
        empty={<Nothing title={emptyOf(run, q)} />}
      />
    </SpaceBetween>
  );
}

function emptyOf(run: Run, q: string | null): string {
  if (q !== null) return `No step touched a record with the id, or a name that begins with, “${q}”`;
  return isGoing(run) ? 'No step has begun yet' : 'No step was begun';
}

function columnsOf(runId: string, q: string | undefined): TableProps.ColumnDefinition<Step>[] {
  const to = (stream: string, query: Parameters<typeof paths.step>[2] = {}) =>
    paths.step(runId, stream, { ...query, ...(q !== undefined && { q }) });
  const linked = (count: number, address: string, label: string) =>
    count === 0 ? (
      '0'
    ) : (
      <RouteLink to={address} ariaLabel={label}>
        {countOf(count)}
      </RouteLink>
    );
  return [
    {
      id: 'stream',
      header: 'Stream',
      isRowHeader: true,
      sortingField: 'stream',
      cell: ({ stream }) => <RouteLink to={to(stream)}>{stream}</RouteLink>,
    },
    { id: 'status', header: 'Status', cell: (step) => <StepStatus step={step} /> },
    {
      id: 'progress',
      header: 'Progress',
      minWidth: 170,
      cell: ({ stream, percentage }) => <ProgressBar value={percentage} ariaLabel={`Progress of ${stream}`} />,
    },
    {
      id: 'processed',
      header: 'Processed',
      sortingComparator: by(({ counts }) => processedOf(counts)),
      cell: ({ counts }) => countOf(processedOf(counts)),
    },
    {
      id: 'skipped',
      header: 'Skipped',
      sortingComparator: by(({ counts }) => counts.skipped),
      cell: ({ stream, counts }) =>
        linked(counts.skipped, to(stream, { action: 'SKIP' }), `${countOf(counts.skipped)} skipped of ${stream}`),
    },
    {
      id: 'failed',
      header: 'Failed',
      sortingComparator: by(({ counts }) => counts.failed),
      cell: ({ stream, counts }) =>
        linked(counts.failed, to(stream, { status: 'ERROR' }), `${countOf(counts.failed)} failed of ${stream}`),
    },
    {
      id: 'pages',
      header: 'Pages',
      sortingComparator: by(({ pages }) => pages),
      cell: ({ stream, pages }) => linked(pages, to(stream, { tab: 'pages' }), `${countOf(pages)} pages of ${stream}`),
    },
    {
      id: 'rateLimited',
      header: 'Rate limit',
      cell: ({ rateLimited }) => (rateLimited ? <Badge color="severity-medium">Rate limited</Badge> : '–'),
    },
    {
      id: 'error',
      header: 'Error',
      minWidth: 200,
      cell: ({ error }) => (error === null ? '–' : `${error.message} (${error.code})`),
    },
  ];
}

const by = (count: (step: Step) => number) => (one: Step, other: Step) => count(one) - count(other);

function StepStatus({ step }: { readonly step: Step }) {
  if (step.endedAt === null) return <StatusIndicator type="in-progress">Running</StatusIndicator>;
  return <SeverityStatus severity={step.severity} />;
}
