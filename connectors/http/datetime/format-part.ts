import type { DateTime } from './date-time.ts';

type Fields = ReturnType<DateTime['fields']>;
/** One `%` directive of a format. */
export interface Directive {
  /** What it matches when parsing; absent for those that can only be written. */
  readonly pattern?: string;
  readonly write: (fields: Fields, time: DateTime) => string;
}

/** A stretch of a format: a directive, or text that stands for itself. */
export interface FormatPart {
  readonly literal: string;
  readonly name: string | null;
  readonly directive: Directive | null;
  /** `%-d`: without leading zeros. */
  readonly bare: boolean;
}
