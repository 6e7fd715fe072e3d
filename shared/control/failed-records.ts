import type { StoredStep } from '../steps/step-store.ts';
import type { ReadableTrail } from '../trail/readable-trail.ts';
import type { EntityEntry } from '../trail/trail-block.ts';

/** Whose failure lies in the record itself: the same would come of it again. */
const failsAgain: ReadonlySet<string> = new Set(['record_too_large', 'key_collision']);

/** What failed in one step, as far as it can be told one by one. */
export interface FailedRecords {
  /** Of records that may fare better another time. */
  readonly ids: ReadonlySet<string>;
  /** Records that would fail again, by the code that says why. */
  readonly hopeless: ReadonlyMap<string, number>;
  /** Deletions that were not carried out. */
  readonly deletions: number;
  /** Failed chunks that were so damaged that nobody knows what was in them. */
  readonly unknown: number;
}

/** A second's work, and more failures than anybody asks for one by one. */
const blocksLookedAt = 64;

/** Looks through the blocks of a step in which something failed. */
export async function failedRecords(trail: ReadableTrail, step: StoredStep): Promise<FailedRecords> {
  const ids = new Set<string>();
  const hopeless = new Map<string, number>();
  let [deletions, unknown] = [0, 0];
  for (const entry of await failedEntries(trail, step)) {
    const { externalId, code = '', action } = entry;
    if (failsAgain.has(code)) hopeless.set(code, (hopeless.get(code) ?? 0) + 1);
    else if (externalId !== null) ids.add(externalId);
    else if (action === 'DELETE') deletions += 1;
    else unknown += 1;
  }
  return { ids, hopeless, deletions, unknown };
}

async function failedEntries(trail: ReadableTrail, step: StoredStep): Promise<EntityEntry[]> {
  const facts = await trail.facts(step, await trail.chunks(step));
  const chunks = facts.filter(({ outcomes }) => outcomes.some((outcome) => outcome.endsWith('E')));
  const failed: EntityEntry[] = [];
  for (const { chunk } of chunks.slice(0, blocksLookedAt)) {
    const { entities } = await trail.block(step, chunk, ['entities']);
    failed.push(...entities.filter(({ status }) => status === 'ERROR'));
  }
  return failed;
}
