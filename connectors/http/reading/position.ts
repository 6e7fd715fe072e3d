import { SourceError } from '../../../shared/connector/connector.ts';
import type { Json, JsonObject } from '../../../shared/connector/json.ts';
import type { DateTime } from '../datetime/date-time.ts';
import { parseIso } from '../datetime/parse-iso.ts';
import { dateTimeText } from '../expressions/values.ts';
import { type LoopMark, noMark } from './loop-guard.ts';

/** Where reading stands: what a page's `resume` holds. */
export interface Position {
  /** The start of the interval that is read next, and the end of all; null for streams without a cursor. */
  readonly span: { readonly from: DateTime; readonly to: DateTime } | null;
  /** The next page within it; null for its first. */
  readonly token: Json;
  /** Where the last page was found, for links relative to it; null at the start of an interval. */
  readonly current: string | null;
  /** The latest time of a record so far. */
  readonly latest: DateTime | null;
  readonly mark: LoopMark;
}

/** Behind the last page there is nothing to go on with. */
export type Progress = { readonly kind: 'more'; readonly position: Position } | { readonly kind: 'end' };

const text = (time: DateTime) => dateTimeText(time.asUtc(), 'T');

export function writePosition(progress: Progress): Json {
  if (progress.kind === 'end') return { end: true };
  const { span, token, current, latest, mark } = progress.position;
  return {
    ...(span ? { from: text(span.from), to: text(span.to) } : {}),
    ...(token === null ? {} : { token }),
    ...(current === null ? {} : { current }),
    ...(latest === null ? {} : { latest: text(latest) }),
    ...(mark === noMark ? {} : { mark }),
  };
}

/** Throws SourceError `bad_resume` where it is not what `writePosition` gave. */
export function readPosition(resume: Json): Progress {
  if (typeof resume !== 'object' || resume === null || Array.isArray(resume)) throw unreadable();
  if (resume['end'] === true) return { kind: 'end' };
  const [from, to, latest] = ['from', 'to', 'latest'].map((name) => timeIn(resume, name));
  const { token = null, current = null, mark } = resume;
  return {
    kind: 'more',
    position: {
      span: from && to ? { from, to } : null,
      token,
      current: typeof current === 'string' ? current : null,
      latest: latest ?? null,
      mark: mark === undefined ? noMark : (mark as LoopMark),
    },
  };
}

function timeIn(resume: JsonObject, name: string): DateTime | null {
  const value = resume[name];
  if (value === undefined) return null;
  return (typeof value === 'string' ? parseIso(value) : null) ?? unreadable();
}

function unreadable(): never {
  throw new SourceError('bad_resume', 'The place to go on from cannot be read. Start a new run.');
}
