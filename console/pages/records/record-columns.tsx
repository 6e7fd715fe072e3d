import Button from '@cloudscape-design/components/button';
import type { ChangedRecord } from '../../../shared/api/record.ts';
import type { Column } from '../../list/column.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Moment } from '../../shown/moments.tsx';
import { changeActionWords } from '../../shown/words.ts';

/** `show` opens the record as the source gave it. */
export const recordColumns = (show: (record: ChangedRecord) => void): Column<ChangedRecord>[] => [
  { id: 'changedAt', header: 'Changed', width: 180, cell: ({ changedAt }) => <Moment at={changedAt} /> },
  {
    id: 'name',
    header: 'Record',
    width: 200,
    isRowHeader: true,
    cell: ({ integrationId, stream, externalId, name }) => (
      <RouteLink to={paths.history(integrationId, stream, externalId)}>{name ?? externalId}</RouteLink>
    ),
  },
  { id: 'externalId', header: 'External id', width: 130, cell: ({ externalId }) => externalId },
  { id: 'stream', header: 'Stream', width: 125, cell: ({ stream }) => stream },
  { id: 'action', header: 'Action', width: 100, cell: ({ action }) => changeActionWords[action] },
  { id: 'integration', header: 'Integration', width: 140, cell: ({ integrationName }) => integrationName },
  {
    id: 'run',
    header: 'In the run',
    width: 130,
    cell: ({ runId, stream, externalId, name }) => (
      <RouteLink to={paths.entity(runId, stream, externalId)} ariaLabel={`What the run did with ${name ?? externalId}`}>
        What it did
      </RouteLink>
    ),
  },
  {
    id: 'data',
    header: 'Content',
    width: 110,
    cell: (record) =>
      record.deletedAt === null ? (
        <Button
          variant="inline-link"
          ariaLabel={`Show ${record.name ?? record.externalId}`}
          onClick={() => show(record)}
        >
          Show
        </Button>
      ) : (
        '–'
      ),
  },
  { id: 'createdAt', header: 'Created', width: 180, hidden: true, cell: ({ createdAt }) => <Moment at={createdAt} /> },
  { id: 'deletedAt', header: 'Deleted', width: 180, hidden: true, cell: ({ deletedAt }) => <Moment at={deletedAt} /> },
  { id: 'internalId', header: 'Internal id', width: 330, hidden: true, cell: ({ internalId }) => internalId },
];
