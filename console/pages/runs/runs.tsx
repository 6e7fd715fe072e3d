import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'react-router';
import type { Run } from '../../../shared/api/run.ts';
import { ListTable, Nothing } from '../../list/list-table.tsx';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { useScope } from '../../routing/scope.ts';
import { Page } from '../../shell/page.tsx';
import { isGoing } from '../../shown/statuses.tsx';
import { DryRunSwitch } from './dry-run-switch.tsx';
import { runColumns } from './run-columns.tsx';
import { runViews } from './run-views.ts';
import { StartRunButton } from './start-run-button.tsx';
import { useRunFilters } from './use-run-filters.ts';

/** Every run, newest first: of all integrations, or of the one that is chosen or shown inside another product. */
export default function Runs() {
  const scope = useScope();
  const [search] = useSearchParams();
  const filters = useRunFilters();
  const integrationId = scope.integrationId ?? search.get('integrationId');
  return (
    <Page title="Runs" isHeaded>
      <ListTable<Run>
        name="runs"
        path="/v1/runs"
        title="Runs"
        what="runs"
        isPage
        columns={runColumns}
        stickyColumns={{ first: 1, last: 1 }}
        idOf={({ runId }) => runId}
        filters={filters}
        {...(scope.integrationId !== null && { fixed: { integrationId: scope.integrationId } })}
        views={runViews}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <DryRunSwitch />
            {integrationId !== null && <StartRunButton integrationId={integrationId} />}
          </SpaceBetween>
        }
        empty={
          <Nothing title="No runs yet">
            {scope.integrationId === null && (
              <RouteLink to={paths.integrations()}>Start one from an integration</RouteLink>
            )}
          </Nothing>
        }
        refreshMs={(runs) => (runs.some(isGoing) ? 2_000 : 5_000)}
      />
    </Page>
  );
}
