import { type SettleDependencies, settleChunk } from '../chunks/settle-chunk.ts';
import type { PullState, StepStore, StoredStep } from '../steps/step-store.ts';
import { groupOfChunk } from '../table/keys.ts';
import type { TrailBlock } from '../trail/trail-block.ts';

/** What an earlier attempt pulled behind its last checkpoint, and had applied before it was given up. */
export class PulledBefore {
  #pages = 0;
  readonly #left = new Map<string | null, number>();

  add(id: string | null): void {
    this.#left.set(id, (this.#left.get(id) ?? 0) + 1);
  }

  get isEmpty(): boolean {
    return this.#left.size === 0;
  }

  /** The ids that are expected again. */
  get ids(): readonly string[] {
    return [...this.#left.keys()].filter((id) => id !== null);
  }

  /** The records are expected within the next pages; one that has moved behind them is taken for a duplicate. */
  expectWithin(pages: number): void {
    this.#pages = pages;
  }

  pageIsOver(): void {
    this.#pages -= 1;
    if (this.#pages <= 0) this.#left.clear();
  }

  /** True for a record that comes again only because its page is read again: it is in the trail already. */
  takes(id: string | null): boolean {
    const left = this.#left.get(id);
    if (left === undefined) return false;
    if (left === 1) this.#left.delete(id);
    else this.#left.set(id, left - 1);
    return true;
  }
}

export interface TakenOver {
  /** The checkpoint as it is now stored, with numbers reserved for this worker. */
  readonly checkpoint: PullState;
  /** From here on numbers are this worker's. */
  readonly nextChunk: number;
  readonly nextPage: number;
  readonly pulled: number;
  readonly repeated: number;
  readonly before: PulledBefore;
}

export interface TakeOverDependencies extends SettleDependencies {
  readonly steps: StepStore;
}

/**
 * Makes this worker the one that pulls, with `reserve` chunk numbers of its own. Where an earlier one died behind its
 * last checkpoint, its chunks from there on are in doubt, and are settled: what counts of them stays, and those records
 * are passed over when their pages come again. The checkpoint itself moves only when this worker has got further, so it
 * may die at any point as well. Undefined where yet another worker has taken over.
 */
export async function takeOver(
  deps: TakeOverDependencies,
  step: StoredStep,
  reserve: number,
): Promise<TakenOver | undefined> {
  const { pull } = step;
  const checkpoint = { ...pull, attempt: pull.attempt + 1, reserved: pull.reserved + reserve };
  if ((await deps.steps.savePull(step, pull.attempt, checkpoint)) === 'overtaken') return undefined;

  const before = new PulledBefore();
  let { pulled, repeated, nextPage } = pull;
  for (const { entities, pages } of await settleDoubtful(deps, step)) {
    for (const { externalId, page, code, action } of entities) {
      before.add(externalId);
      // Nobody pulled what is gone.
      if (action !== 'DELETE') pulled += 1;
      if (code === 'duplicate_id') repeated += 1;
      nextPage = Math.max(nextPage, (page ?? 0) + 1);
    }
    for (const { page } of pages) nextPage = Math.max(nextPage, page + 1);
  }
  // What was kept comes again as it was, and has no pages.
  before.expectWithin(step.mode === 'replay' ? Number.POSITIVE_INFINITY : nextPage - pull.nextPage);
  return { checkpoint, nextChunk: pull.reserved, nextPage, pulled, repeated, before };
}

/** Settles the chunks behind the checkpoint. Answers with the blocks of those that count. */
async function settleDoubtful(deps: TakeOverDependencies, step: StoredStep): Promise<TrailBlock[]> {
  const { nextChunk, reserved } = step.pull;
  const doubtful = Array.from({ length: reserved - nextChunk }, (_, index) => nextChunk + index);
  const groups = () => deps.tallies.groups(step, groupOfChunk(reserved - 1) + 1);
  const before = await groups();
  for (const chunk of doubtful) {
    if (!before[groupOfChunk(chunk)]?.done.has(chunk)) await settleChunk(deps, { ...step, chunk });
  }
  const after = await groups();
  return deps.trail.blocks(
    step,
    doubtful.filter((chunk) => !after[groupOfChunk(chunk)]?.voided.has(chunk)),
  );
}
