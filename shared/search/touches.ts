import type { FoundEntity } from '../trail/readable-trail.ts';
import type { Outcome } from './index-record.ts';
import type { StreamIndex } from './search-index-store.ts';

/** A run did something with a record. */
export interface Touch {
  readonly index: StreamIndex;
  readonly runId: string;
  readonly externalId: string;
  readonly outcome: Outcome;
  /** What the run's own trail says, where it was looked into. */
  readonly found: FoundEntity | null;
}

/** A place in a list of touches: behind that of a record by a run. */
export interface TouchPosition {
  readonly runId: string;
  readonly stream: string;
  readonly externalId: string;
}

/** Before and behind all touches of a run. */
export const beforeRun = (runId: string): TouchPosition => ({ runId, stream: '', externalId: '' });
export const behindRun = (runId: string): TouchPosition => ({ runId, stream: '\uffff', externalId: '' });

export const positionOf = ({ index, runId, externalId }: Touch): TouchPosition => ({
  runId,
  stream: index.stream,
  externalId,
});

/** Newest run first, then by stream and id. Ids of runs are unlike in all of an org, so that is an order of all. */
export function inOrder(one: TouchPosition, other: TouchPosition): number {
  return order(other.runId, one.runId) || order(one.stream, other.stream) || order(one.externalId, other.externalId);
}

const order = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** Several lists of touches that are in order as one; taken as far as somebody looks. */
export function* inOneOrder(lists: readonly Iterable<Touch>[]): Generator<Touch> {
  const heads = lists
    .map((list) => list[Symbol.iterator]())
    .flatMap((rest) => {
      const first = rest.next();
      return first.done ? [] : [{ rest, touch: first.value, position: positionOf(first.value) }];
    });
  while (heads.length > 0) {
    let first = 0;
    for (const [at, head] of heads.entries()) {
      if (inOrder(head.position, heads[first]?.position ?? head.position) < 0) first = at;
    }
    const head = heads[first];
    if (!head) return;
    yield head.touch;
    const next = head.rest.next();
    if (next.done) heads.splice(first, 1);
    else Object.assign(head, { touch: next.value, position: positionOf(next.value) });
  }
}
