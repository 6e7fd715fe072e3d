import type { Run } from '../../../shared/api/run.ts';
import type { Column } from '../../list/column.ts';
import { ListTable, Nothing } from '../../list/list-table.tsx';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Page } from '../../shell/page.tsx';
import { Moment } from '../../shown/moments.tsx';
import { isGoing, RunStatus } from '../../shown/statuses.tsx';
import { outcomeWords, triggerWords } from '../../shown/words.ts';

const columns: Column<Run>[] = [
  {
    id: 'startedAt',
    header: 'Start',
    cell: (run) => (
      <RouteLink to={paths.run(run.runId)}>
        <Moment at={run.startedAt} />
      </RouteLink>
    ),
  },
  { id: 'status', header: 'Status', cell: (run) => <RunStatus run={run} /> },
  { id: 'trigger', header: 'Trigger', cell: (run) => triggerWords[run.trigger] },
];

export default function Runs() {
  return (
    <Page title="Runs" isHeaded>
      <ListTable<Run>
        name="runs"
        path="/v1/runs"
        title="Runs"
        what="runs"
        isPage
        columns={columns}
        idOf={({ runId }) => runId}
        filters={{
          by: [
            { param: 'outcome', label: 'Outcome', options: outcomeWords },
            { param: 'trigger', label: 'Trigger', options: triggerWords },
          ],
          free: { param: 'q', placeholder: 'Runs that touched a record: its id, or how its name begins' },
          timeRange: true,
        }}
        views={[{ title: 'Failed, last 24 hours', search: 'outcome=FAILED&last=24h' }]}
        empty={<Nothing title="No runs yet" />}
        refreshMs={(runs) => (runs.some(isGoing) ? 2_000 : 5_000)}
      />
    </Page>
  );
}
