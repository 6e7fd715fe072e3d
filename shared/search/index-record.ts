import type { EntityEntry } from '../trail/trail-block.ts';

/** What a run did with a record, and what the record was called then. */
export type Outcome = Pick<EntityEntry, 'action' | 'status' | 'code' | 'message' | 'name'>;

/** So many runs of an index in a row had the same outcome; null where they did not touch the record. */
export interface Stretch {
  readonly runs: number;
  readonly outcome: Outcome | null;
}

/** A record of a stream with what the runs of an index did with it, oldest first. The last stretch is no null. */
export interface IndexRecord {
  readonly externalId: string;
  readonly stretches: readonly Stretch[];
}

/** Adds runs behind others. */
export function append(stretches: Stretch[], runs: number, outcome: Outcome | null): void {
  const last = stretches.at(-1);
  if (last && sameOutcome(last.outcome, outcome)) stretches[stretches.length - 1] = { runs: last.runs + runs, outcome };
  else if (runs > 0) stretches.push({ runs, outcome });
}

function sameOutcome(one: Outcome | null, other: Outcome | null): boolean {
  if (one === null || other === null) return one === other;
  return (
    one.action === other.action &&
    one.status === other.status &&
    one.code === other.code &&
    one.message === other.message &&
    one.name === other.name
  );
}

/** The stretches of the runs from one position to another, exclusive. */
export function* between(stretches: readonly Stretch[], from: number, to: number): Generator<Stretch> {
  let at = 0;
  for (const { runs, outcome } of stretches) {
    const [start, end] = [Math.max(at, from), Math.min(at + runs, to)];
    if (start < end) yield { runs: end - start, outcome };
    at += runs;
    if (at >= to) return;
  }
}

/** Runs before a position that touched a record with an outcome that fits, newest first. */
export function* touchesBefore(
  position: number,
  { stretches }: IndexRecord,
  fits: (outcome: Outcome) => boolean,
): Generator<{ readonly position: number; readonly outcome: Outcome }> {
  let end = stretches.reduce((sum, { runs }) => sum + runs, 0);
  for (const { runs, outcome } of stretches.toReversed()) {
    const start = end - runs;
    if (outcome && fits(outcome)) {
      for (let at = Math.min(end, position) - 1; at >= start; at--) yield { position: at, outcome };
    }
    end = start;
  }
}

/** What the newest run that touched a record called it. */
export const newestName = ({ stretches }: IndexRecord): string | null => stretches.at(-1)?.outcome?.name ?? null;
