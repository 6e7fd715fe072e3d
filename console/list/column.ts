import type { CollectionPreferencesProps } from '@cloudscape-design/components/collection-preferences';
import type { ReactNode } from 'react';

export interface Column<Item> {
  readonly id: string;
  readonly header: string;
  readonly cell: (item: Item) => ReactNode;
  /** Left out until somebody chooses it. */
  readonly hidden?: boolean;
  /** What names the row, for who cannot see it; the first column where none is. */
  readonly isRowHeader?: boolean;
  /** Pixels. */
  readonly width?: number;
}

export interface Preferences {
  readonly pageSize: number;
  readonly wrapLines: boolean;
  /** Ids of columns in their order; whatever is not named follows as it is by default. */
  readonly columns: readonly { readonly id: string; readonly visible: boolean }[];
}

export const pageSizes = [25, 50, 100, 200];
export const defaultPreferences: Preferences = { pageSize: 50, wrapLines: false, columns: [] };

/** The columns as the person wants them. Columns that came after the choice was made are added, those gone are dropped. */
export function displayOf<Item>(columns: readonly Column<Item>[], { columns: chosen }: Preferences) {
  const known = chosen.filter(({ id }) => columns.some((column) => column.id === id));
  const added = columns.filter(({ id }) => !known.some((one) => one.id === id));
  return [...known, ...added.map(({ id, hidden }) => ({ id, visible: hidden !== true }))];
}

/** What Cloudscape's dialog gives back. */
export function preferencesOf(chosen: CollectionPreferencesProps.Preferences): Preferences {
  return {
    pageSize: chosen.pageSize ?? defaultPreferences.pageSize,
    wrapLines: chosen.wrapLines ?? false,
    columns: chosen.contentDisplay ?? [],
  };
}
