import { type Hash64, hash64 } from '../fingerprints/hash.ts';
import type { PullState, StoredStep } from '../steps/step-store.ts';
import { groupOfChunk } from '../table/keys.ts';
import type { PullDependencies } from './pull-dependencies.ts';
import { SeenKeys } from './seen-keys.ts';

/** Stands for the content of a record that an earlier attempt pulled; only its key is known. */
const unknownContent: Hash64 = { high: 0, low: 0 };

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
  readonly seen: SeenKeys;
  readonly before: PulledBefore;
}

/**
 * Makes this worker the one that pulls. Where an earlier one died behind its last checkpoint, its chunks from there on
 * are in doubt: those that are not tallied are voided, so that they never count, and their records are pulled again;
 * those that are tallied stay, and their records are passed over when their pages come again. The checkpoint itself
 * moves only when this worker has got further, so it may die at any point as well. Undefined where yet another worker
 * has taken over.
 */
export async function takeOver(deps: PullDependencies, step: StoredStep): Promise<TakenOver | undefined> {
  const { pull } = step;
  const checkpoint = { ...pull, attempt: pull.attempt + 1, reserved: pull.reserved + deps.limits.perCheckpoint };
  if ((await deps.steps.savePull(step, pull.attempt, checkpoint)) === 'overtaken') return undefined;

  const seen = await loadSeen(deps, step);
  const before = new PulledBefore();
  let { pulled, nextPage } = pull;
  for (const chunk of await settleDoubtful(deps, step)) {
    const block = await deps.trail.block({ ...step, chunk });
    for (const { externalId, page } of block?.entities ?? []) {
      before.add(externalId);
      nextPage = Math.max(nextPage, (page ?? 0) + 1);
      pulled += 1;
      if (externalId !== null) seen.add(hash64(externalId), unknownContent);
    }
    for (const { page } of block?.pages ?? []) nextPage = Math.max(nextPage, page + 1);
  }
  before.expectWithin(nextPage - pull.nextPage);
  return { checkpoint, nextChunk: pull.reserved, nextPage, pulled, seen, before };
}

/** Voids what can be voided of the chunks behind the checkpoint. Answers with the ones that count. */
async function settleDoubtful(deps: PullDependencies, step: StoredStep): Promise<number[]> {
  const { nextChunk, reserved } = step.pull;
  const groups = await deps.tallies.groups(step, groupOfChunk(reserved - 1) + 1);
  const counted: number[] = [];
  for (let chunk = nextChunk; chunk < reserved; chunk++) {
    const group = groups[groupOfChunk(chunk)];
    if (group?.voided.has(chunk)) continue;
    if (group?.done.has(chunk) || (await wasTalliedMeanwhile(deps, step, chunk))) counted.push(chunk);
  }
  return counted;
}

async function wasTalliedMeanwhile(deps: PullDependencies, step: StoredStep, chunk: number): Promise<boolean> {
  const { result } = await deps.tallies.voidChunk({ ...step, chunk }, step.expiresAt);
  if (result === 'counted') return false;
  const { voided } = await deps.tallies.group(step, groupOfChunk(chunk));
  return !voided.has(chunk);
}

export const seenPartKey = ({ org, runId, stream }: StoredStep, part: number): string =>
  `${org}/seen/${runId}/${encodeURIComponent(stream)}/${part}`;

async function loadSeen(deps: PullDependencies, step: StoredStep): Promise<SeenKeys> {
  const seen = new SeenKeys();
  for (let part = 0; part < step.pull.seenParts; part++) {
    const bytes = await deps.payloads.get(seenPartKey(step, part));
    if (bytes === undefined) throw new Error(`${seenPartKey(step, part)} is no longer there; the pull cannot go on.`);
    seen.load(bytes);
  }
  return seen;
}
