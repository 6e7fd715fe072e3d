import type { Integration } from '../../../shared/api/integration.ts';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Ago } from '../../shown/moments.tsx';
import { RunStatus } from '../../shown/statuses.tsx';

/** What came of the last sync, or that it goes. */
export function LastRun({ integration: { lastRun, name } }: { readonly integration: Integration }) {
  if (lastRun === null) return 'None yet';
  return (
    <>
      <RunStatus run={lastRun} />
      <div>
        <RouteLink to={paths.run(lastRun.runId)} fontSize="body-s" ariaLabel={`Last run of ${name}`}>
          Started <Ago at={lastRun.startedAt} />
        </RouteLink>
      </div>
    </>
  );
}
