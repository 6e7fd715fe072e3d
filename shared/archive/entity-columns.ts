import type { FieldChange } from '../api/entity.ts';
import type { EntityEntry } from '../trail/trail-block.ts';
import { type Column, integer, json, text } from './columns.ts';

/**
 * An entity in the archive. Where it is in the order of the trail follows from its page: most pages lie in one chunk,
 * and a number that is nearly always 0 costs nothing, where the chunk's would cost half a byte a record.
 */
export interface EntityRow extends EntityEntry {
  /** Of the chunks that hold its page, counted from 0. */
  readonly chunkOfPage: number;
}

export const entityColumns: readonly Column<EntityRow>[] = [
  { element: text('external_id', 'nullable'), valueOf: ({ externalId }) => externalId },
  { element: text('name', 'nullable'), valueOf: ({ name }) => name },
  { element: text('action', 'required'), valueOf: ({ action }) => action },
  { element: text('status', 'required'), valueOf: ({ status }) => status },
  { element: text('code', 'nullable'), valueOf: ({ code }) => code ?? null },
  { element: text('message', 'nullable'), valueOf: ({ message }) => message ?? null },
  { element: integer('page', 'nullable'), valueOf: ({ page }) => page },
  { element: integer('chunk_of_page', 'required'), valueOf: ({ chunkOfPage }) => chunkOfPage },
  { element: json('changes'), valueOf: ({ changes }) => changes ?? null },
  { element: text('target_id', 'nullable'), valueOf: ({ targetId }) => targetId ?? null },
];

export const entityOfRow = (row: Record<string, unknown>): EntityRow => ({
  externalId: row['external_id'] as string | null,
  name: row['name'] as string | null,
  page: row['page'] as number | null,
  action: row['action'] as EntityEntry['action'],
  status: row['status'] as EntityEntry['status'],
  ...(row['code'] !== null && { code: String(row['code']) }),
  ...(row['message'] !== null && { message: String(row['message']) }),
  ...(row['changes'] !== null && { changes: row['changes'] as readonly FieldChange[] }),
  // Files that were written before there were targets have no such column.
  ...(typeof row['target_id'] === 'string' && { targetId: row['target_id'] }),
  chunkOfPage: row['chunk_of_page'] as number,
});
