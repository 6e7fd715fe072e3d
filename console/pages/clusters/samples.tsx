import Popover from '@cloudscape-design/components/popover';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ClusterInfo } from '../../../shared/api/cluster.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';

interface Props {
  readonly integrationId: string;
  readonly cluster: ClusterInfo;
}

/** Some of the records; the first one stands for all until somebody wants the others. */
export function Samples({ integrationId, cluster }: Props) {
  const { samples, stream } = cluster;
  const [first, ...others] = samples.map(({ externalId, name }, index) => {
    const text = name ?? externalId ?? '(without id)';
    const key = `${externalId ?? ''} ${index}`;
    if (externalId === null || stream === null) return <span key={key}>{text}</span>;
    return (
      <RouteLink key={key} to={paths.history(integrationId, stream, externalId)} ariaLabel={`History of ${text}`}>
        {text}
      </RouteLink>
    );
  });
  if (first === undefined) return '–';
  if (others.length === 0) return first;
  return (
    <>
      {first}{' '}
      <Popover
        header="Some of the records"
        renderWithPortal
        dismissAriaLabel="Close"
        content={
          <SpaceBetween size="xs">
            {first}
            {others}
          </SpaceBetween>
        }
      >
        and {others.length} more
      </Popover>
    </>
  );
}
