import type { SchemaElement } from 'hyparquet';

/** One column of an archive file: how it is declared, and how it is read from and put back into an entry. */
export interface Column<Row> {
  readonly element: SchemaElement;
  readonly valueOf: (row: Row) => unknown;
}

type Optional = 'nullable' | 'required';

const repetition = (optional: Optional) =>
  ({ repetition_type: optional === 'nullable' ? 'OPTIONAL' : 'REQUIRED' }) as const;

export const text = (name: string, optional: Optional): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  ...repetition(optional),
});

export const json = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'JSON',
  ...repetition('nullable'),
});

export const integer = (name: string, optional: Optional): SchemaElement => ({
  name,
  type: 'INT32',
  ...repetition(optional),
});

export const time = (name: string): SchemaElement => ({
  name,
  type: 'INT64',
  converted_type: 'TIMESTAMP_MILLIS',
  ...repetition('required'),
});
