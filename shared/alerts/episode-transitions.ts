import type { Condition } from '../table/table.ts';

/** CLEARING is a raised alert whose condition no longer holds, but not for long enough to say so. */
export type EpisodeState = 'OK' | 'PENDING' | 'RAISED' | 'CLEARING';

/** What whoever makes a transition owes to the people who are told. */
export type Notice = 'raised' | 'resolved';

/** From each state, the ones that may follow, and what there is to tell then. Stores and decisions derive from this. */
const next: Record<EpisodeState, Partial<Record<EpisodeState, { readonly tell: Notice | null }>>> = {
  OK: { PENDING: { tell: null }, RAISED: { tell: 'raised' } },
  PENDING: { OK: { tell: null }, RAISED: { tell: 'raised' } },
  // What got worse in kind, not in figures, is told once more.
  RAISED: { CLEARING: { tell: null }, OK: { tell: 'resolved' }, RAISED: { tell: 'raised' } },
  CLEARING: { RAISED: { tell: null }, OK: { tell: 'resolved' } },
};

/** Long enough that a minute in which everything fails writes to nobody. */
export const pendingMs = 5 * 60_000;
/** Long enough that a condition which comes and goes is one episode. */
export const clearingMs = 15 * 60_000;

/** What an evaluation found. */
export interface Observation {
  readonly holds: boolean;
  /** Something that happened rather than a figure that goes up and down: it is told at once, and so is its end. */
  readonly isEvent: boolean;
  /** A full run has just succeeded: proof enough that what was wrong is over. */
  readonly provenWell: boolean;
  /** It is of another gravity than what was told. */
  readonly isWorse: boolean;
}

/** Where an episode goes, `now` and `since` in epoch milliseconds; null where it stays. */
export function decide(
  state: EpisodeState,
  since: number,
  { holds, isEvent, provenWell, isWorse }: Observation,
  now: number,
): EpisodeState | null {
  switch (state) {
    case 'OK':
      return holds ? (isEvent ? 'RAISED' : 'PENDING') : null;
    case 'PENDING':
      if (!holds) return 'OK';
      return isEvent || now - since >= pendingMs ? 'RAISED' : null;
    case 'RAISED':
      if (holds) return isWorse ? 'RAISED' : null;
      return isEvent || provenWell ? 'OK' : 'CLEARING';
    case 'CLEARING':
      if (holds) return 'RAISED';
      return isEvent || provenWell || now - since >= clearingMs ? 'OK' : null;
  }
}

/** What a transition is to tell. Throws for one that the table does not have. */
export function noticeOf(from: EpisodeState, to: EpisodeState): Notice | null {
  const transition = next[from][to];
  if (!transition) throw new Error(`An alert cannot go from ${from} to ${to}.`);
  return transition.tell;
}

/** Holds only while an episode is in a state from which `to` may follow. */
export function conditionFor(to: EpisodeState): Condition {
  const from = (Object.keys(next) as EpisodeState[]).filter((state) => next[state][to] !== undefined);
  const values = Object.fromEntries(from.map((state, index) => [`:from${index}`, state]));
  return {
    condition: `#state IN (${Object.keys(values).join(', ')})`,
    names: { '#state': 'state' },
    values,
  };
}
