import Box from '@cloudscape-design/components/box';
import type { RecordTouch } from '../../../shared/api/search.ts';
import type { Column } from '../../list/column.ts';
import { ListTable, Nothing } from '../../list/list-table.tsx';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Code } from '../../shown/code.tsx';
import { Moment } from '../../shown/moments.tsx';
import { RunStatus, SeverityStatus } from '../../shown/statuses.tsx';
import { entityActionWords } from '../../shown/words.ts';
import { FullText } from '../log/full-text.tsx';
import { ChangedFields } from './changed-fields.tsx';

export interface RecordOfStream {
  readonly integrationId: string;
  readonly stream: string;
  readonly externalId: string;
}

/** Every run that touched the record, newest first, with what it changed. */
export function Timeline({ integrationId, stream, externalId }: RecordOfStream) {
  return (
    <ListTable<RecordTouch>
      name="history"
      path="/v1/records/history"
      fixed={{ integrationId, step: stream, externalId }}
      title="Runs that touched it"
      what="runs"
      columns={columns}
      idOf={({ runId }) => runId}
      emptyOn="record-not-found"
      empty={
        <Nothing title="No run touched this record">
          <Box color="text-body-secondary">The log reaches back 30 days.</Box>
        </Nothing>
      }
    />
  );
}

const columns: Column<RecordTouch>[] = [
  {
    id: 'startedAt',
    header: 'Start of the run',
    width: 180,
    isRowHeader: true,
    cell: ({ runId, stream, externalId, startedAt }) => (
      <RouteLink to={paths.entity(runId, stream, externalId)}>
        <Moment at={startedAt} />
      </RouteLink>
    ),
  },
  { id: 'action', header: 'Action', width: 100, cell: ({ action }) => entityActionWords[action] },
  { id: 'status', header: 'Status', width: 125, cell: ({ status }) => <SeverityStatus severity={status} /> },
  { id: 'changes', header: 'What changed', width: 380, cell: (touch) => <ChangedFields touch={touch} /> },
  { id: 'code', header: 'Code', width: 140, cell: ({ code }) => <Code code={code} /> },
  { id: 'message', header: 'Reason', width: 280, cell: ({ message }) => <FullText text={message} what="message" /> },
  { id: 'name', header: 'Name then', width: 160, cell: ({ name }) => name ?? '–' },
  {
    id: 'run',
    header: 'Run',
    width: 200,
    cell: (touch) => (
      <RouteLink to={paths.run(touch.runId)}>
        <RunStatus run={touch} />
      </RouteLink>
    ),
  },
];
