import Alert from '@cloudscape-design/components/alert';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Table from '@cloudscape-design/components/table';
import type { TestReport as Report } from '../../../shared/api/integration.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { countedOf, durationOf } from '../../shown/numbers.ts';

interface Props {
  readonly report: Report;
  /** Why the history has no entry of it, where it has none. */
  readonly unsaved?: string;
}

/** H4, H5: what came of a test, each request that it made, and whether the history has it. */
export function TestReport({ report, unsaved }: Props) {
  const { ok, message, durationMs, calls, runId } = report;
  return (
    <Alert type={ok ? 'success' : 'error'} header={ok ? 'The connection works' : 'The connection does not work'}>
      <div>{message}</div>
      <div>
        {countedOf(calls.length, 'request')} in {durationOf(durationMs)}.{' '}
        {runId === null ? (
          (unsaved ?? 'Other settings than the saved ones were tried, so the history has no entry of it.')
        ) : (
          <>
            It is <RouteLink to={paths.run(runId)}>in the history</RouteLink>.
          </>
        )}
      </div>
      {calls.length > 0 && (
        <ExpandableSection headerText="Requests">
          <Table
            variant="embedded"
            ariaLabels={{ tableLabel: 'Requests of the test' }}
            items={calls}
            wrapLines
            columnDefinitions={[
              {
                id: 'request',
                header: 'Request',
                isRowHeader: true,
                cell: ({ method, url }) => `${method} ${url}`,
              },
              { id: 'status', header: 'Status', cell: ({ status, error }) => status ?? error ?? 'No answer' },
              { id: 'time', header: 'Time', cell: (call) => durationOf(call.durationMs) },
              { id: 'attempt', header: 'Attempt', cell: ({ attempt }) => attempt },
            ]}
          />
        </ExpandableSection>
      )}
    </Alert>
  );
}
