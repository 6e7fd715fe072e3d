import type { ChangedRecord } from '../api/record.ts';
import type { StoredStep } from '../steps/step-store.ts';
import { chunksPerGroup } from '../table/keys.ts';
import { outcomeOf } from '../trail/count-block.ts';
import type { ReadableTrail } from '../trail/readable-trail.ts';
import { actionLetters, type EntityEntry } from '../trail/trail-block.ts';

type Action = ChangedRecord['action'];

/** An entry whose record may have been changed. */
export type Candidate = EntityEntry & { readonly externalId: string };

const skippedInError = outcomeOf({ action: 'SKIP', status: 'ERROR' });
const everyAction: readonly Action[] = ['CREATE', 'UPDATE', 'DELETE'];

/** Whether an entry tells a change of the action asked for, or may hide one. */
export const isCandidate = (entry: EntityEntry, action: Action | undefined): entry is Candidate =>
  entry.externalId !== null && (mayHideChange(entry) || actionsOf(action).some((one) => one === entry.action));

/** Some of a chunk's writes may have got through before it was given up; the record store tells which. */
export const mayHideChange = ({ code }: EntityEntry): boolean => code === 'chunk_failed';

const actionsOf = (action: Action | undefined): readonly Action[] => (action === undefined ? everyAction : [action]);

/**
 * Chunks of a step that may hold changes, newest first, from a chunk on. What is told of them is read a few hundred
 * at a time, because of a large run most requests need only the first.
 */
export async function* changedChunks(
  trail: ReadableTrail,
  step: StoredStep,
  from: number,
  action: Action | undefined,
): AsyncGenerator<number> {
  const letters = actionsOf(action).map((one) => actionLetters[one]);
  const isWanted = (outcome: string) => outcome === skippedInError || letters.some((one) => outcome.startsWith(one));
  const chunks = (await trail.chunks(step)).filter((chunk) => chunk <= from);
  for (let at = 0; at < chunks.length; at += chunksPerGroup) {
    const facts = await trail.facts(step, chunks.slice(at, at + chunksPerGroup));
    for (const { chunk, outcomes } of facts) if (outcomes.some(isWanted)) yield chunk;
  }
}
