import { type ChunkOfStep, chunksPerGroup, groupOfChunk, type StepOfRun, stepKey, tallyKey } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';
import { allOf, itemExists, notContaining, updateOf } from '../table/update-expression.ts';
import { type CountName, countNames, countsOfItem, noCounts, type TallyCounts } from './chunk-counts.ts';

/** A group's tally as stored. */
export interface GroupTally {
  readonly done: ReadonlySet<number>;
  /** Numbers that were given up before anything was decided: whoever applies such a chunk later is not counted. */
  readonly voided: ReadonlySet<number>;
  /** Numbers that were given up half way: what was carried out by then is counted. */
  readonly settled: ReadonlySet<number>;
  readonly counts: TallyCounts;
}

export type TallyResult = 'counted' | 'already';

/**
 * Exactly-once counters without transactions. A group's item keeps the set of chunk numbers that are done, and the
 * counts grow only together with that set; the chunk that completes its group adds the group to its step in the same
 * way. So a chunk may be delivered any number of times, and a worker may die between any two writes.
 */
export class TallyStore {
  readonly #trail: Table;

  constructor(trail: Table) {
    this.#trail = trail;
  }

  /**
   * Counts a chunk once. Also brings a complete group up to its step when an earlier worker died before it could.
   * `stepComplete` holds once every chunk of the step is done; more than one caller may see it.
   */
  async tallyChunk(
    chunk: ChunkOfStep,
    counts: TallyCounts,
    expiresAt: number,
  ): Promise<{ result: TallyResult; stepComplete: boolean }> {
    return this.#finish(chunk, [chunk.chunk], counts, expiresAt, null);
  }

  /**
   * Counts several chunks of one group in one request, if none of them was counted before; else it counts none, and
   * they are to be tallied each by itself.
   */
  async tallyTogether(
    step: StepOfRun,
    chunks: readonly number[],
    counts: TallyCounts,
    expiresAt: number,
  ): Promise<{ result: TallyResult; stepComplete: boolean }> {
    return this.#finish(step, chunks, counts, expiresAt, null);
  }

  /** Marks a chunk number done with nothing to count, unless it was counted before. */
  async voidChunk(chunk: ChunkOfStep, expiresAt: number): Promise<{ result: TallyResult; stepComplete: boolean }> {
    return this.#finish(chunk, [chunk.chunk], noCounts, expiresAt, 'voided');
  }

  /** Counts what was carried out of a chunk that is given up, unless it was counted before. */
  async settleChunk(
    chunk: ChunkOfStep,
    counts: TallyCounts,
    expiresAt: number,
  ): Promise<{ result: TallyResult; stepComplete: boolean }> {
    return this.#finish(chunk, [chunk.chunk], counts, expiresAt, 'settled');
  }

  /** Says that a group ends before its last number: `expected` numbers of it are used. */
  async sealGroup(step: StepOfRun, group: number, expected: number, expiresAt: number): Promise<void> {
    const sealed = await this.#trail.update(tallyKey(step, group), updateOf({ set: { expected, expiresAt } }));
    if (sealed.kind === 'written') await this.#bringUp(step, group, sealed.item);
  }

  /** Makes the tally of a group last longer. */
  async renew(step: StepOfRun, group: number, expiresAt: number): Promise<void> {
    await this.#trail.update(tallyKey(step, group), updateOf({ set: { expiresAt } }, itemExists));
  }

  async group(step: StepOfRun, group: number): Promise<GroupTally> {
    const item = await this.#trail.get(tallyKey(step, group), { consistent: true });
    return groupTally(item);
  }

  /** The tallies of groups 0 to `groups` - 1, by position. */
  async groups(step: StepOfRun, groups: number): Promise<GroupTally[]> {
    const keys = Array.from({ length: groups }, (_, group) => tallyKey(step, group));
    const items = new Map((await this.#trail.batchGet(keys, { consistent: true })).map((item) => [item.pk, item]));
    return keys.map(({ pk }) => groupTally(items.get(pk)));
  }

  async #finish(
    step: StepOfRun,
    chunks: readonly number[],
    counts: TallyCounts,
    expiresAt: number,
    givenUp: 'voided' | 'settled' | null,
  ) {
    const group = groupOfChunk(chunks[0] ?? 0);
    const key = tallyKey(step, group);
    const numbers = new Set(chunks);
    const add = { done: numbers, ...(givenUp && { [givenUp]: numbers }), ...notZero(counts) };
    const added = await this.#trail.update(
      key,
      updateOf({ add, set: { expiresAt } }, notContaining('done', ...chunks)),
    );
    const item = added.kind === 'written' ? added.item : await this.#trail.get(key, { consistent: true });
    const stepComplete = item ? await this.#bringUp(step, group, item) : false;
    return { result: added.kind === 'written' ? ('counted' as const) : ('already' as const), stepComplete };
  }

  /** Adds a complete group to its step, once. Answers whether the step is complete. */
  async #bringUp(step: StepOfRun, group: number, item: Item): Promise<boolean> {
    const expected = Number(item['expected'] ?? chunksPerGroup);
    if (setOf(item['done']).size < expected) return false;
    const added = await this.#trail.update(
      stepKey(step),
      updateOf(
        { add: { groupsDone: new Set([group]), ...notZero(countsOfItem(item)) } },
        allOf(itemExists, notContaining('groupsDone', group)),
      ),
    );
    const stepItem = added.kind === 'written' ? added.item : await this.#trail.get(stepKey(step), { consistent: true });
    return isStepComplete(stepItem);
  }
}

/** A step is complete once pulling has said how many groups there are, and each of them is tallied. */
export function isStepComplete(stepItem: Item | undefined): boolean {
  const groups = stepItem?.['groups'];
  return typeof groups === 'number' && setOf(stepItem?.['groupsDone']).size >= groups;
}

export const setOf = (value: unknown): ReadonlySet<number> => (value instanceof Set ? value : new Set<number>());

function groupTally(item: Item | undefined): GroupTally {
  return {
    done: setOf(item?.['done']),
    voided: setOf(item?.['voided']),
    settled: setOf(item?.['settled']),
    counts: countsOfItem(item),
  };
}

/** An item grows only by the counts it needs. */
function notZero(counts: TallyCounts): Partial<Record<CountName, number>> {
  return Object.fromEntries(countNames.filter((name) => counts[name] !== 0).map((name) => [name, counts[name]]));
}
