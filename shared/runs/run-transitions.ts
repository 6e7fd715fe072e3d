import type { Progress } from '../api/run.ts';
import type { Condition } from '../table/table.ts';

/** From each progress, the ones that may follow. Stores derive their conditions from this table and nothing else. */
const next: Record<Progress, readonly Progress[]> = {
  CREATED: ['PENDING', 'RUNNING', 'ABORTION_PENDING', 'ABORTED', 'FINISHED'],
  PENDING: ['RUNNING', 'ABORTION_PENDING', 'ABORTED', 'FINISHED'],
  RUNNING: ['ABORTION_PENDING', 'ABORTED', 'FINISHED'],
  ABORTION_PENDING: ['ABORTED', 'FINISHED'],
  ABORTED: [],
  FINISHED: [],
};

export const isEnded = (progress: Progress): boolean => next[progress].length === 0;

export const mayFollow = (from: Progress, to: Progress): boolean => next[from].includes(to);

const never: Condition = { condition: 'attribute_exists(pk) AND attribute_not_exists(pk)' };

/** Holds only while a run is in a progress from which `to` may follow. */
export function conditionFor(to: Progress): Condition {
  const from = (Object.keys(next) as Progress[]).filter((progress) => next[progress].includes(to));
  if (from.length === 0) return never;
  const values = Object.fromEntries(from.map((progress, index) => [`:from${index}`, progress]));
  return {
    condition: `#progress IN (${Object.keys(values).join(', ')})`,
    names: { '#progress': 'progress' },
    values,
  };
}
