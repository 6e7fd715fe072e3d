import type { DateTime } from '../datetime/date-time.ts';
import type { Scope } from '../expressions/scope.ts';

/** A point in time that the manifest describes. Throws SourceError `bad_datetime` where it is none. */
export interface Moment {
  /** @param format the format to read it by where it names none of its own. */
  at(scope: Scope, format: string): DateTime;
}
