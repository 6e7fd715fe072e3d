import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { FieldChange } from '../../../shared/api/entity.ts';
import { Nothing } from '../../list/list-table.tsx';

/** What an update of the settings changed; of secrets only that they were. */
export function ChangedFields({ changes }: { readonly changes: readonly FieldChange[] }) {
  return (
    <Table
      variant="container"
      items={changes}
      trackBy="field"
      wrapLines
      ariaLabels={{ tableLabel: 'Changed settings' }}
      columnDefinitions={[
        { id: 'field', header: 'Field', isRowHeader: true, cell: ({ field }) => field },
        { id: 'old', header: 'Old', cell: ({ old }) => textOf(old) },
        { id: 'new', header: 'New', cell: (change) => textOf(change.new) },
      ]}
      header={
        <Header variant="h2" counter={`(${changes.length})`} description="Secret values are never shown">
          Changed settings
        </Header>
      }
      empty={<Nothing title="Nothing was changed" />}
    />
  );
}

function textOf(value: unknown): string {
  if (value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
