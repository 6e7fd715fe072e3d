import { useNavigate, useSearchParams } from 'react-router';
import { useChosenIntegration } from '../../api/use-chosen-integration.ts';
import { Nothing } from '../../list/list-table.tsx';
import { paths } from '../../routing/paths.ts';
import { useScope } from '../../routing/scope.ts';
import { Page } from '../../shell/page.tsx';
import { IntegrationSelect } from '../../shown/integration-select.tsx';
import { ClusterList } from './cluster-list.tsx';

/** What goes wrong in an integration, the same of many records as one, over all of its runs. */
export default function Clusters() {
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const { integrationId: only } = useScope();
  const integrationId = useChosenIntegration(search.get('integrationId'));
  return (
    <Page title="Failures">
      {only === null && (
        <IntegrationSelect integrationId={integrationId} onChoose={(chosen) => navigate(paths.clusters(chosen))} />
      )}
      {integrationId === null ? (
        <Nothing title="Choose an integration to see what goes wrong in it" />
      ) : (
        <ClusterList key={integrationId} integrationId={integrationId} />
      )}
    </Page>
  );
}
