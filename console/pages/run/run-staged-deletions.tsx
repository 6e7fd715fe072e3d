import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { StagedDeletions } from '../../../shared/api/deletion.ts';
import { useRead } from '../../api/use-read.ts';
import type { ListBody } from '../../list/use-list.ts';
import { Loaded } from '../../shown/loaded.tsx';
import { deletionColumns } from '../deletions/deletion-columns.tsx';

const shownHere = new Set(['stream', 'state', 'count', 'share', 'decideBy', 'decided', 'reason', 'decide']);
/** Pixels; below these, words and buttons break. */
const leastWidths: Readonly<Record<string, number>> = { state: 200, count: 120, decide: 190 };

/** What a run found gone and did not delete, with what became of it. */
export function RunStagedDeletions({ runId }: { readonly runId: string }) {
  const read = useRead<ListBody<StagedDeletions>>(`/v1/runs/${encodeURIComponent(runId)}/deletions`, {
    refreshMs: ({ items = [] } = { items: [], next: null }) =>
      items.some(({ state }) => state === 'PENDING') ? 5_000 : false,
  });
  return (
    <Loaded read={read} what="staged deletions">
      {({ items }) => (
        <Table
          variant="container"
          items={items}
          trackBy="stream"
          wrapLines
          ariaLabels={{ tableLabel: 'Staged deletions' }}
          columnDefinitions={deletionColumns
            .filter(({ id }) => shownHere.has(id))
            .map((column) => ({
              ...column,
              minWidth: leastWidths[column.id] ?? 80,
              isRowHeader: column.id === 'stream',
            }))}
          header={
            <Header
              variant="h2"
              description="Unusually many records were gone, so they are kept until somebody decides"
            >
              Staged deletions
            </Header>
          }
        />
      )}
    </Loaded>
  );
}
