import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import { type Column, displayOf, type Preferences, pageSizes, preferencesOf } from './column.ts';

interface Props<Item> {
  readonly columns: readonly Column<Item>[];
  readonly preferences: Preferences;
  readonly what: string;
  readonly onChange: (preferences: Preferences) => void;
}

/** Which columns in which order, how many rows, and whether long texts wrap. */
export function ListPreferences<Item>({ columns, preferences, what, onChange }: Props<Item>) {
  return (
    <CollectionPreferences
      title={`Preferences of ${what}`}
      confirmLabel="Confirm"
      cancelLabel="Cancel"
      preferences={{
        pageSize: preferences.pageSize,
        wrapLines: preferences.wrapLines,
        contentDisplay: displayOf(columns, preferences),
      }}
      onConfirm={({ detail }) => onChange(preferencesOf(detail))}
      pageSizePreference={{
        title: 'Rows',
        options: pageSizes.map((value) => ({ value, label: `${value} rows` })),
      }}
      wrapLinesPreference={{ label: 'Wrap lines', description: 'Show long texts whole instead of cutting them off' }}
      contentDisplayPreference={{
        title: 'Columns',
        options: columns.map(({ id, header, isRowHeader }) => ({
          id,
          label: header,
          alwaysVisible: isRowHeader === true,
        })),
      }}
    />
  );
}
