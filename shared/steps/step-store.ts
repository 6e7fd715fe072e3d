import type { Proof } from '../api/run.ts';
import type { Json } from '../connector/json.ts';
import { groupOfChunk, type StepOfRun, stepKey, stepsOfRun } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';
import { allOf, equals, itemAbsent, itemExists, updateOf } from '../table/update-expression.ts';
import { countsOfItem, type TallyCounts } from '../tally/chunk-counts.ts';
import { isStepComplete, setOf } from '../tally/tally-store.ts';

export interface StepError {
  readonly code: string;
  readonly message: string;
}

/** How far pulling has come. Written as a whole, after the chunks before it are on the queue. */
export interface PullState {
  /** Counts the workers that took over; one that was overtaken can write nothing more. */
  readonly attempt: number;
  /** Where the source is read on; null at its start. */
  readonly resume: Json;
  readonly nextChunk: number;
  /** Chunk numbers from `nextChunk` up to here, exclusive, may be on the queue though no checkpoint speaks of them yet. */
  readonly reserved: number;
  readonly nextPage: number;
  /** Pages of the source up to `resume`; absent for none. Unlike `nextPage` it counts none that an earlier worker lost. */
  readonly pagesRead?: number;
  readonly pulled: number;
  /** How many of them came a second time. */
  readonly repeated: number;
  /** Objects that hold the keys seen so far. */
  readonly seenParts: number;
  /** The stream's cursor as of the last page. */
  readonly cursor: Json;
  /** The highest total that the source reported, and whether it fell while it was being read and records are missing to it. */
  readonly reportedTotal: number | null;
  readonly shrank: boolean;
  /** A record came again with other content: what it says now must be read again. */
  readonly changedWhileRead: boolean;
  readonly done: boolean;
  readonly error: StepError | null;
}

export const pullNotStarted: PullState = {
  attempt: 0,
  resume: null,
  nextChunk: 0,
  reserved: 0,
  nextPage: 1,
  pulled: 0,
  repeated: 0,
  seenParts: 0,
  cursor: null,
  reportedTotal: null,
  shrank: false,
  changedWhileRead: false,
  done: false,
  error: null,
};

/**
 * Which records a step takes: all; what changed since the cursor; those with certain ids, each asked for by itself; or
 * those of chunks that failed in an earlier run, from what was kept of them. `staged` takes none, and carries out deletions
 * that an earlier run had found and staged.
 */
export type StepMode = 'full' | 'update' | 'ids' | 'replay' | 'staged';

/** Steps that take only some records say nothing about their stream as a whole. */
export const takesSelection = (mode: StepMode): boolean => mode === 'ids' || mode === 'replay' || mode === 'staged';

/** What a step is opened with. */
export interface OpenedStep extends StepOfRun {
  readonly integrationId: string;
  readonly mode: StepMode;
  /** Everything is decided and logged, and nothing written. */
  readonly dryRun?: boolean;
  /** The pool of runners that read the source; absent where it is read here. */
  readonly pool?: string;
  /** Its records are ours, and go to the target of the integration. */
  readonly outbound?: boolean;
  /** Of a replay the run that pulled its records, of staged deletions the one that found them: what later runs wrote stands. */
  readonly asOf?: string;
  /** Where an update run goes on; null for full runs. */
  readonly cursor: Json;
  /** Key of the fingerprints to compare with. */
  readonly fingerprints: string | null;
  readonly knownRecords: number;
  /** The fingerprints cannot be trusted to know every record that is stored. */
  readonly verify: boolean;
  /** Strays noted when the step was opened; settled when it closes well. */
  readonly strays: number;
  readonly startedAt: string;
  /** When the hot copy of the trail ends, and when everything of the run does; epoch seconds. */
  readonly hotUntil: number;
  readonly expiresAt: number;
}

/** The comparison of what was read with what was known. */
export interface Comparison {
  /** Key and size of the fingerprints after this step. */
  readonly fingerprints: string | null;
  readonly knownRecords: number;
  /** Known records that were not seen; null where a step could not tell. */
  readonly unseen: number | null;
  /** Number of the first deletion chunk. */
  readonly deletionsFrom: number;
  /** The run was being ended by then, so that what was seen is not all there is. */
  readonly cutShort?: boolean;
  /** The records that were not seen wait for somebody's yes, and stay known. */
  readonly staged?: boolean;
}

export interface StoredStep extends OpenedStep {
  readonly pull: PullState;
  readonly groups: number | null;
  readonly complete: boolean;
  readonly counts: TallyCounts;
  readonly groupsDone: ReadonlySet<number>;
  readonly taskToken: string | null;
  readonly comparison: Comparison | null;
  readonly proof: Proof | null;
  /** What the tallies of all its groups came to when it was closed; they expire before the step does. */
  readonly finalCounts: TallyCounts | null;
  readonly endedAt: string | null;
  /** Chunks that failed and whose payload is kept, so that their records can be tried again. */
  readonly keptChunks: ReadonlySet<number>;
}

export class StepStore {
  readonly #trail: Table;

  constructor(trail: Table) {
    this.#trail = trail;
  }

  /** Opening the same step again changes nothing. */
  async open(step: OpenedStep): Promise<void> {
    await this.#trail.put({ ...stepKey(step), ...step, pull: pullNotStarted }, itemAbsent);
  }

  /** Keeps a step that is over when it is written: `chunks` of it are in the trail, and tallied. */
  async record(
    step: OpenedStep,
    {
      error,
      chunks,
      counts,
      endedAt,
    }: { error: StepError | null; chunks: number; counts: TallyCounts; endedAt: string },
  ): Promise<void> {
    const pull: PullState = { ...pullNotStarted, nextChunk: chunks, reserved: chunks, done: true, error };
    const groups = groupOfChunk(chunks - 1) + 1;
    await this.#trail.put({ ...stepKey(step), ...step, pull, groups, finalCounts: counts, endedAt }, itemAbsent);
  }

  async get(step: StepOfRun): Promise<StoredStep | undefined> {
    const item = await this.#trail.get(stepKey(step), { consistent: true });
    return item && stepOfItem(item);
  }

  async list(org: string, runId: string): Promise<StoredStep[]> {
    const { pk, prefix } = stepsOfRun(org, runId);
    const { items } = await this.#trail.query({
      where: 'pk = :pk AND begins_with(sk, :prefix)',
      values: { ':pk': pk, ':prefix': prefix },
      consistent: true,
    });
    return items.map(stepOfItem);
  }

  /**
   * Writes a checkpoint, as the worker of an attempt. With the next attempt's number in `pull` another worker takes
   * over: whoever pulled before is `overtaken` at its next checkpoint and can write nothing more.
   */
  async savePull(step: StepOfRun, attempt: number, pull: PullState): Promise<'saved' | 'overtaken'> {
    const mine = { condition: '#pull.#attempt = :attempt', names: { '#pull': 'pull', '#attempt': 'attempt' } };
    const saved = await this.#trail.update(
      stepKey(step),
      updateOf({ set: { pull } }, { ...mine, values: { ':attempt': attempt } }),
    );
    return saved.kind === 'written' ? 'saved' : 'overtaken';
  }

  /** Says how many groups of chunks the step has. Answers with the step as it is then. */
  async setGroups(step: StepOfRun, groups: number): Promise<StoredStep> {
    return this.#set(step, { groups });
  }

  /** Keeps the token of the state that waits for the step's chunks. */
  async setTaskToken(step: StepOfRun, taskToken: string): Promise<StoredStep> {
    return this.#set(step, { taskToken });
  }

  async setComparison(step: StepOfRun, comparison: Comparison): Promise<StoredStep> {
    return this.#set(step, { comparison });
  }

  /** The first to close a step decides; closing it again is refused. */
  async close(step: StepOfRun, proof: Proof, finalCounts: TallyCounts, endedAt: string): Promise<'closed' | 'refused'> {
    const closed = await this.#trail.update(
      stepKey(step),
      updateOf(
        { set: { proof, finalCounts, endedAt } },
        allOf(itemExists, { condition: 'attribute_not_exists(endedAt)' }),
      ),
    );
    return closed.kind === 'written' ? 'closed' : 'refused';
  }

  /** Notes that the payload of a chunk that failed is kept. */
  async noteKeptChunk(step: StepOfRun, chunk: number): Promise<void> {
    await this.#trail.update(stepKey(step), updateOf({ add: { keptChunks: new Set([chunk]) } }, itemExists));
  }

  /** The hot copy of the trail has been made to last longer. */
  async noteHotUntil(step: StepOfRun, hotUntil: number): Promise<void> {
    await this.#set(step, { hotUntil });
  }

  async #set(step: StepOfRun, set: Record<string, unknown>): Promise<StoredStep> {
    const updated = await this.#trail.update(stepKey(step), updateOf({ set }, equals('stream', step.stream)));
    if (updated.kind === 'refused') throw new Error(`Run ${step.runId} has no step for the stream ${step.stream}.`);
    return stepOfItem(updated.item);
  }
}

function stepOfItem(item: Item): StoredStep {
  const { pk, sk, ...step } = item;
  return {
    groups: null,
    taskToken: null,
    comparison: null,
    proof: null,
    finalCounts: null,
    endedAt: null,
    ...(step as unknown as OpenedStep & { pull: PullState }),
    groupsDone: setOf(item['groupsDone']),
    keptChunks: setOf(item['keptChunks']),
    counts: countsOfItem(item),
    complete: isStepComplete(item),
  };
}
