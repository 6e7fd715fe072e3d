import type { StagedDeletions } from '../../../shared/api/deletion.ts';
import { useIntegrations } from '../../api/use-integrations.ts';
import { ListTable, Nothing } from '../../list/list-table.tsx';
import { Page } from '../../shell/page.tsx';
import { deletionStateWords } from '../../shown/words.ts';
import { deletionColumns } from './deletion-columns.tsx';

/** Deletions that were held back because they were unusually many, and what was decided on them. */
export default function Deletions() {
  const integrations = useIntegrations();
  const names = (integrations.data?.items ?? []).map(({ integrationId, name }) => [integrationId, name]);
  return (
    <Page title="Deletions" isHeaded>
      <ListTable<StagedDeletions>
        name="deletions"
        path="/v1/deletions"
        title="Deletions"
        what="deletions"
        isPage
        wrapsLines
        description="Full runs that find unusually many records gone delete none of them until somebody decides"
        columns={deletionColumns}
        stickyColumns={{ last: 1 }}
        idOf={({ runId, stream }) => `${runId} ${stream}`}
        filters={{
          by: [
            { param: 'state', label: 'State', options: deletionStateWords },
            { param: 'integrationId', label: 'Integration', options: Object.fromEntries(names) },
          ],
        }}
        views={[{ title: 'Waiting for approval', search: 'state=PENDING' }]}
        empty={<Nothing title="No deletions were held back" />}
        refreshMs={() => 5_000}
      />
    </Page>
  );
}
