import type { Call } from '../../../shared/api/call.ts';
import type { Column } from '../../list/column.ts';
import { ListTable, Nothing } from '../../list/list-table.tsx';
import { Copyable } from '../../shown/copyable.tsx';
import { Moment } from '../../shown/moments.tsx';
import { countOf, durationOf } from '../../shown/numbers.ts';

const columns: readonly Column<Call>[] = [
  { id: 'at', header: 'Time', width: 200, cell: ({ at }) => <Moment at={at} /> },
  { id: 'method', header: 'Method', width: 90, cell: ({ method }) => method },
  { id: 'url', header: 'URL', width: 460, cell: ({ url }) => <Copyable text={url} what="URL" /> },
  { id: 'status', header: 'Answer', width: 120, cell: ({ status }) => status ?? 'None' },
  { id: 'durationMs', header: 'Response time', width: 140, cell: ({ durationMs }) => durationOf(durationMs) },
  { id: 'attempt', header: 'Attempt', width: 90, cell: ({ attempt }) => countOf(attempt) },
];

/** The requests that a test of the connection made. */
export function TestCalls({ runId }: { readonly runId: string }) {
  return (
    <ListTable<Call>
      name="test-calls"
      path={`/v1/runs/${encodeURIComponent(runId)}/calls`}
      title="Calls"
      what="calls"
      description="Every request that the test made"
      columns={columns}
      idOf={({ at, url, attempt }) => `${at} ${url} ${attempt}`}
      empty={<Nothing title="No request was made" />}
    />
  );
}
