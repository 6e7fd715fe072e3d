import Box from '@cloudscape-design/components/box';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Integration } from '../../../shared/api/integration.ts';
import type { List } from '../../../shared/api/list.ts';
import type { Runner } from '../../../shared/api/runner.ts';
import { useRead } from '../../api/use-read.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Ago } from '../../shown/moments.tsx';
import { countedOf, countOf } from '../../shown/numbers.ts';

/** H8: who reads the source: Syncline itself, or runners, and whether they are there. */
export function ReadBy({ integration: { runsOn, lastRun } }: { readonly integration: Integration }) {
  const isRunner = runsOn !== 'cloud';
  const { data } = useRead<List<Runner>>('/v1/runners', { enabled: isRunner, refreshMs: 10_000 });
  if (!isRunner) return 'Syncline, in the cloud';
  const pool = (data?.items ?? []).filter((runner) => runner.pool === runsOn && runner.state !== 'revoked');
  const online = pool.filter(({ state }) => state === 'online').length;
  const seen = pool
    .map(({ lastSeenAt }) => lastSeenAt ?? '')
    .toSorted()
    .at(-1);
  const isWaiting = lastRun?.progress === 'CREATED';
  return (
    <>
      <RouteLink to={paths.runners()}>Runners of {runsOn}</RouteLink>
      {data !== undefined && (
        <div>
          {online > 0 ? (
            <StatusIndicator>
              {online === pool.length
                ? `${countOf(online)} online`
                : `${countOf(online)} of ${countOf(pool.length)} online`}
            </StatusIndicator>
          ) : (
            <StatusIndicator type="warning">
              {pool.length === 0 ? 'There is none yet' : `${countedOf(pool.length, 'runner')} offline`}
            </StatusIndicator>
          )}
        </div>
      )}
      {online === 0 && seen !== undefined && seen !== '' && (
        <Box variant="small">
          Last seen <Ago at={seen} />
        </Box>
      )}
      {isWaiting && (
        <div>
          <StatusIndicator type="pending">A run waits for a runner</StatusIndicator>
        </div>
      )}
    </>
  );
}
