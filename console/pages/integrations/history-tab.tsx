import type { Integration } from '../../../shared/api/integration.ts';
import type { Run } from '../../../shared/api/run.ts';
import type { Column } from '../../list/column.ts';
import type { Filters } from '../../list/filter.ts';
import { ListTable, Nothing } from '../../list/list-table.tsx';
import { paths } from '../../routing/paths.ts';
import { RouteLink } from '../../routing/route-link.tsx';
import { Moment } from '../../shown/moments.tsx';
import { durationOf } from '../../shown/numbers.ts';
import { isGoing, RunStatus } from '../../shown/statuses.tsx';
import { outcomeWords, runActionWords, triggerWords } from '../../shown/words.ts';

const columns: Column<Run>[] = [
  {
    id: 'startedAt',
    header: 'Start',
    width: 200,
    isRowHeader: true,
    cell: (run) => (
      <RouteLink to={paths.run(run.runId)}>
        <Moment at={run.startedAt} />
      </RouteLink>
    ),
  },
  { id: 'action', header: 'Action', width: 160, cell: ({ action }) => runActionWords[action] },
  { id: 'status', header: 'Status', cell: (run) => <RunStatus run={run} /> },
  { id: 'startedBy', header: 'Started by', cell: ({ startedBy }) => startedBy },
  { id: 'what', header: 'What', cell: whatOf, width: 420 },
  { id: 'trigger', header: 'Trigger', cell: ({ trigger }) => triggerWords[trigger], hidden: true },
  {
    id: 'duration',
    header: 'Duration',
    cell: ({ durationMs }) => (durationMs === null ? '–' : durationOf(durationMs)),
  },
];

/** H4: of a change of the settings which fields, of secrets no more than that; of the rest what came of it. */
function whatOf({ changes, message, streams, action }: Run): string {
  if (changes !== null) return changes.map(({ field }) => field).join(', ');
  return action === 'sync' ? `${streams.join(', ')}: ${message}` : message;
}

const filters: Filters = {
  by: [
    { param: 'action', label: 'Action', options: runActionWords },
    { param: 'outcome', label: 'Outcome', options: outcomeWords },
    { param: 'trigger', label: 'Trigger', options: triggerWords },
  ],
  timeRange: true,
};

/** Everything that was done with an integration, whoever did it. */
export default function HistoryTab({ integration: { integrationId } }: { readonly integration: Integration }) {
  return (
    <ListTable<Run>
      name="integration-history"
      path="/v1/runs"
      fixed={{ integrationId }}
      title="History"
      what="entries"
      filters={filters}
      columns={columns}
      idOf={({ runId }) => runId}
      empty={<Nothing title="Nothing was done yet" />}
      refreshMs={(runs) => (runs.some(isGoing) ? 2_000 : 5_000)}
    />
  );
}
