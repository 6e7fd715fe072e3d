import Badge from '@cloudscape-design/components/badge';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Counts, Run } from '../../../shared/api/run.ts';
import type { Column } from '../../list/column.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Copyable } from '../../shown/copyable.tsx';
import { Moment } from '../../shown/moments.tsx';
import { countOf } from '../../shown/numbers.ts';
import { SeverityStatus } from '../../shown/statuses.tsx';
import { directionWords, outcomeWords, progressWords } from '../../shown/words.ts';
import { IntegrationLink } from './integration-link.tsx';
import { processedOf } from './processed.ts';
import { RunDuration } from './run-duration.tsx';
import { RunMenu } from './run-menu.tsx';
import { RunProgress } from './run-progress.tsx';
import { kindOf, triggerOf } from './run-words.ts';

const countColumn = (id: keyof Counts, header: string, hidden = false): Column<Run> => ({
  id,
  header,
  hidden,
  width: 100,
  cell: ({ counts }) => countOf(counts[id]),
});

export const runColumns: readonly Column<Run>[] = [
  {
    id: 'startedAt',
    header: 'Start',
    width: 185,
    isRowHeader: true,
    cell: (run) => (
      <SpaceBetween direction="horizontal" size="xxs">
        <RouteLink to={paths.run(run.runId)}>
          <Moment at={run.startedAt} />
        </RouteLink>
        {run.dryRun && <Badge color="grey">Dry run</Badge>}
      </SpaceBetween>
    ),
  },
  {
    id: 'integration',
    header: 'Integration',
    width: 130,
    cell: (run) => <IntegrationLink integrationId={run.integrationId} name={run.integrationName} />,
  },
  { id: 'status', header: 'Status', width: 190, cell: (run) => <RunProgress run={run} /> },
  { id: 'duration', header: 'Duration', width: 125, cell: (run) => <RunDuration run={run} /> },
  { id: 'kind', header: 'Type', width: 155, cell: kindOf },
  { id: 'trigger', header: 'Trigger', width: 125, cell: triggerOf },
  { id: 'processed', header: 'Processed', width: 118, cell: ({ counts }) => countOf(processedOf(counts)) },
  countColumn('created', 'Created'),
  countColumn('updated', 'Updated'),
  countColumn('deleted', 'Deleted'),
  countColumn('skipped', 'Skipped'),
  countColumn('failed', 'Failed'),
  countColumn('warnings', 'Warnings'),
  countColumn('errors', 'Errors'),
  { id: 'severity', header: 'Severity', width: 110, cell: ({ severity }) => <SeverityStatus severity={severity} /> },
  { id: 'outcome', header: 'Outcome', width: 140, cell: ({ outcome }) => (outcome ? outcomeWords[outcome] : '–') },
  { id: 'startedBy', header: 'Started by', width: 140, cell: ({ startedBy }) => startedBy },
  { id: 'connector', header: 'Connector', width: 110, cell: ({ connector }) => connector },
  { id: 'direction', header: 'Direction', width: 110, cell: ({ direction }) => directionWords[direction] },
  { id: 'endedAt', header: 'End', width: 190, cell: ({ endedAt }) => <Moment at={endedAt} /> },
  countColumn('unchanged', 'Unchanged', true),
  countColumn('staged', 'Deletions staged', true),
  { id: 'progress', header: 'Progress', hidden: true, width: 130, cell: ({ progress }) => progressWords[progress] },
  { id: 'streams', header: 'Streams', hidden: true, width: 180, cell: ({ streams }) => streams.join(', ') },
  { id: 'message', header: 'Message', hidden: true, width: 400, cell: ({ message }) => message },
  {
    id: 'chunks',
    header: 'Chunks failed',
    hidden: true,
    width: 120,
    cell: ({ chunks }) => `${countOf(chunks.failed)} of ${countOf(chunks.total)}`,
  },
  {
    id: 'runId',
    header: 'Run id',
    hidden: true,
    width: 290,
    cell: ({ runId }) => <Copyable text={runId} what="run id" />,
  },
  { id: 'menu', header: 'Actions', width: 95, cell: (run) => <RunMenu run={run} /> },
];
