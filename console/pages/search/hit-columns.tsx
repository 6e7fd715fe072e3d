import type { SearchHit } from '../../../shared/api/search.ts';
import type { Column } from '../../list/column.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Code } from '../../shown/code.tsx';
import { Moment } from '../../shown/moments.tsx';
import { RunStatus, SeverityStatus } from '../../shown/statuses.tsx';
import { entityActionWords } from '../../shown/words.ts';
import { FullText } from '../log/full-text.tsx';

export const hitColumns: Column<SearchHit>[] = [
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
  {
    id: 'name',
    header: 'Record',
    width: 180,
    cell: ({ integrationId, stream, externalId, name }) => (
      <RouteLink
        to={paths.history(integrationId, stream, externalId)}
        ariaLabel={`History of ${name ?? externalId} in ${stream}`}
      >
        {name ?? externalId}
      </RouteLink>
    ),
  },
  { id: 'externalId', header: 'External id', width: 120, cell: ({ externalId }) => externalId },
  { id: 'integration', header: 'Integration', width: 130, cell: ({ integrationName }) => integrationName },
  { id: 'stream', header: 'Stream', width: 125, cell: ({ stream }) => stream },
  { id: 'action', header: 'Action', width: 90, cell: ({ action }) => entityActionWords[action] },
  { id: 'status', header: 'Status', width: 125, cell: ({ status }) => <SeverityStatus severity={status} /> },
  { id: 'code', header: 'Code', width: 120, cell: ({ code }) => <Code code={code} /> },
  { id: 'message', header: 'Reason', width: 240, cell: ({ message }) => <FullText text={message} what="message" /> },
  { id: 'run', header: 'Outcome of the run', width: 180, cell: (hit) => <RunStatus run={hit} /> },
  { id: 'internalId', header: 'Internal id', hidden: true, cell: ({ internalId }) => internalId ?? '–' },
  { id: 'connector', header: 'Connector', hidden: true, cell: ({ connector }) => connector },
];
