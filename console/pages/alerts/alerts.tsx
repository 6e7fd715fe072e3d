import type { Alert } from '../../../shared/api/alert.ts';
import { useIntegrations } from '../../api/use-integrations.ts';
import { ListTable, Nothing } from '../../list/list-table.tsx';
import { Page } from '../../shell/page.tsx';
import { alertKindWords, alertStateWords } from '../../shown/words.ts';
import { alertColumns } from './alert-columns.tsx';

/** How each alert of each integration stands; what is raised comes first. */
export default function Alerts() {
  const integrations = useIntegrations();
  const names = (integrations.data?.items ?? []).map(({ integrationId, name }) => [integrationId, name]);
  return (
    <Page title="Alerts" isHeaded>
      <ListTable<Alert>
        name="alerts"
        path="/v1/alerts"
        title="Alerts"
        what="alerts"
        isPage
        wrapsLines
        description="The latest episode of each kind of alert; raised ones first"
        columns={alertColumns}
        idOf={({ alertId }) => alertId}
        filters={{
          by: [
            { param: 'state', label: 'State', options: alertStateWords },
            { param: 'kind', label: 'Alert', options: alertKindWords },
            { param: 'integrationId', label: 'Integration', options: Object.fromEntries(names) },
          ],
        }}
        views={[{ title: 'Raised', search: 'state=RAISED' }]}
        empty={<Nothing title="Nothing has been wrong so far" />}
        refreshMs={() => 5_000}
      />
    </Page>
  );
}
