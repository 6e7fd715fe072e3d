import type { JsonObject } from '../../../shared/connector/json.ts';
import type { DateTime } from '../datetime/date-time.ts';
import type { Scope } from '../expressions/scope.ts';
import type { RequestDraft } from './request-draft.ts';

/** A part of the time that is read, asked for on its own. Both ends are included. */
export interface Interval {
  readonly from: DateTime;
  readonly to: DateTime;
}

/** Reads a stream by the time of its records' last change. */
export interface Cursor {
  readonly usesBody: boolean;
  open(scope: Scope): OpenCursor;
}

/** A cursor whose expressions have been evaluated for one read. */
export interface OpenCursor {
  readonly start: DateTime;
  readonly end: DateTime;
  /** Whether any span is read as one interval. */
  readonly isUndivided: boolean;
  /** Where to go on from a kept cursor: less the lookback window, never before `start`. */
  after(kept: string): DateTime;
  /** The parts of a span, in order; each begins where the one before ended. */
  intervals(from: DateTime, to: DateTime): Iterable<Interval>;
  /** `stream_interval` of a part. */
  variables(interval: Interval): Readonly<Record<string, string>>;
  inject(draft: RequestDraft, interval: Interval, scope: Scope): void;
  /** The time of a record; null where it has none that can be read. */
  timeOf(record: JsonObject): DateTime | null;
  format(time: DateTime): string;
}
