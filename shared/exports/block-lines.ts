import type { ExportList } from '../api/export.ts';
import { presentCall } from '../readers/present-call.ts';
import { presentEntity } from '../readers/present-entity.ts';
import type { StoredStep } from '../steps/step-store.ts';
import type { TrailBlock } from '../trail/trail-block.ts';
import { byteOrderMark, csvLine } from './csv.ts';
import { type Columns, callColumns, entityColumns, pageColumns } from './csv-columns.ts';
import type { WrittenFormat } from './export-part.ts';

/** How a list of the trail is written in a format. */
export interface BlockLines {
  /** What each file begins with. */
  readonly head: string;
  /** The lines of a block, each with its end; oldest first. */
  of(block: TrailBlock, step: StoredStep): string;
}

/** What the API's lists give, and of updated records also what changed in them. */
const rows = {
  entities: ({ entities, at }: TrailBlock, step: StoredStep) =>
    entities.map((entry) => presentEntity(entry, step, at, true)),
  pages: ({ pages }: TrailBlock, { stream }: StoredStep) => pages.map((page) => ({ ...page, stream })),
  calls: ({ calls }: TrailBlock, { stream }: StoredStep) => calls.map((call) => presentCall(call, stream)),
};

export const blockLines: Readonly<Record<WrittenFormat, Readonly<Record<ExportList, BlockLines>>>> = {
  csv: {
    entities: inCsv(entityColumns, rows.entities),
    pages: inCsv(pageColumns, rows.pages),
    calls: inCsv(callColumns, rows.calls),
  },
  ndjson: {
    entities: inNdjson(rows.entities),
    pages: inNdjson(rows.pages),
    calls: inNdjson(rows.calls),
  },
};

function inCsv<Row>(
  columns: Columns<Row>,
  rowsOf: (block: TrailBlock, step: StoredStep) => readonly Row[],
): BlockLines {
  const cells = Object.values(columns);
  return {
    head: byteOrderMark + csvLine(Object.keys(columns)),
    of: (block, step) =>
      rowsOf(block, step)
        .map((row) => csvLine(cells.map((cellOf) => cellOf(row))))
        .join(''),
  };
}

function inNdjson(rowsOf: (block: TrailBlock, step: StoredStep) => readonly unknown[]): BlockLines {
  return {
    head: '',
    of: (block, step) =>
      rowsOf(block, step)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
  };
}
