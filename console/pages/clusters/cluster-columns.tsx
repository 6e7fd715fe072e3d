import Button from '@cloudscape-design/components/button';
import type { ClusterInfo } from '../../../shared/api/cluster.ts';
import type { Column } from '../../list/column.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Code } from '../../shown/code.tsx';
import { Moment } from '../../shown/moments.tsx';
import { countOf } from '../../shown/numbers.ts';
import { SeverityStatus } from '../../shown/statuses.tsx';
import { clusterKindWords, entityActionWords } from '../../shown/words.ts';
import { FullText } from '../log/full-text.tsx';
import { remedyOf } from './remedy.ts';
import { Samples } from './samples.tsx';

/** `replay` asks whether to try again what failed. */
export const clusterColumns = (
  integrationId: string,
  replay: (cluster: ClusterInfo) => void,
): Column<ClusterInfo>[] => [
  {
    id: 'template',
    header: 'Message',
    width: 240,
    isRowHeader: true,
    cell: ({ template, message }) => (
      <FullText text={template} what="message" {...(message !== template && { example: message })} />
    ),
  },
  { id: 'code', header: 'Code', width: 140, cell: ({ code }) => <Code code={code} /> },
  { id: 'status', header: 'Status', width: 125, cell: ({ status }) => <SeverityStatus severity={status} /> },
  { id: 'stream', header: 'Stream', width: 105, cell: ({ stream }) => stream ?? 'All' },
  { id: 'count', header: 'Count', width: 95, cell: ({ count }) => countOf(count) },
  { id: 'runs', header: 'Runs', width: 80, cell: ({ runs }) => countOf(runs) },
  {
    id: 'samples',
    header: 'Records',
    width: 140,
    cell: (cluster) => <Samples integrationId={integrationId} cluster={cluster} />,
  },
  { id: 'remedy', header: 'Remedy', width: 170, cell: (cluster) => <Remedy cluster={cluster} replay={replay} /> },
  {
    id: 'lastSeenAt',
    header: 'Last seen',
    width: 180,
    cell: (cluster) => (
      <RouteLink to={placeOf(cluster)}>
        <Moment at={cluster.lastSeenAt} />
      </RouteLink>
    ),
  },
  { id: 'firstSeenAt', header: 'First seen', width: 180, cell: ({ firstSeenAt }) => <Moment at={firstSeenAt} /> },
  {
    id: 'action',
    header: 'Action',
    hidden: true,
    cell: ({ action }) => (action === null ? '–' : entityActionWords[action]),
  },
  { id: 'kind', header: 'Of', hidden: true, cell: ({ kind }) => clusterKindWords[kind] },
];

/** Where the newest run that had it shows it. */
function placeOf({ lastRunId, stream, action, status, kind }: ClusterInfo): string {
  if (stream === null) return paths.run(lastRunId);
  return paths.step(lastRunId, stream, kind === 'run' || action === null ? {} : { action, status });
}

function Remedy({
  cluster,
  replay,
}: {
  readonly cluster: ClusterInfo;
  readonly replay: (cluster: ClusterInfo) => void;
}) {
  const remedy = remedyOf(cluster);
  return (
    <Button
      variant="inline-link"
      disabled={remedy.scope === null}
      {...(remedy.scope === null && { disabledReason: remedy.reason })}
      onClick={() => replay(cluster)}
    >
      {remedy.scope === 'all' ? 'Do the run again' : 'Replay the rest'}
    </Button>
  );
}
