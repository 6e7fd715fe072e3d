import type { Outcome, Progress, Run } from '../api/run.ts';
import type { StepMode } from '../steps/step-store.ts';
import {
  integrationRunsIndex,
  integrationRunsValue,
  openRunsIndex,
  orgRunsIndex,
  runKey,
  type StepOfRun,
  selectionKey,
} from '../table/keys.ts';
import type { Condition, Item, Query, QueryResult, Table } from '../table/table.ts';
import { allOf, itemAbsent, itemExists, updateOf } from '../table/update-expression.ts';
import { conditionFor } from './run-transitions.ts';

/** What is known of a run from its start. */
export type StartedRun = Pick<
  Run,
  | 'runId'
  | 'integrationId'
  | 'integrationName'
  | 'connector'
  | 'direction'
  | 'action'
  | 'type'
  | 'trigger'
  | 'startedBy'
  | 'startedAt'
  | 'retryOf'
  | 'dryRun'
  | 'streams'
> & {
  readonly org: string;
  /** How each stream is read: in an update run, a stream that cannot tell what changed is read in full. */
  readonly modes: Readonly<Record<string, StepMode>>;
  /** Of streams that are replayed: the run that pulled their records. */
  readonly asOf?: string;
  /** What its message says besides what was done. */
  readonly note?: string;
  /** The pool of runners that read its source; absent where it is read here. */
  readonly pool?: string;
  /** The one record that it is for; absent where it is for others. */
  readonly record?: NonNullable<Run['record']>;
  /** Action `update` only. */
  readonly changes?: NonNullable<Run['changes']>;
};

/** Which records of a stream a run takes, where it does not take all: some ids, or chunks of a run that failed there. */
export type Selection =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'chunks'; readonly runId: string; readonly chunks: readonly number[] };

/** Who wants the run to end, and since when (ISO). */
export interface Cancelling {
  readonly by: string;
  readonly at: string;
}

/** What its end adds. */
export type RunResult = Pick<
  Run,
  'severity' | 'message' | 'error' | 'chunks' | 'counts' | 'kinds' | 'failures' | 'proof'
> & { readonly endedAt: string; readonly outcome: Outcome };

/** How often a run was sent to the archive, and when last. */
export interface ArchiveAttempt {
  readonly attempt: number;
  readonly startedAt: string;
}

/** `result` is null while the run is going: until then its counts are in its steps and tallies. */
export interface StoredRun extends StartedRun {
  readonly progress: Progress;
  readonly cancelling: Cancelling | null;
  /** When the hot copy of its trail ends, and when everything of it does; epoch seconds. */
  readonly hotUntil: number;
  readonly expiresAt: number;
  readonly result: RunResult | null;
  readonly archiving: ArchiveAttempt | null;
  /** When its trail was in the archive, all of it; null before. */
  readonly archivedAt: string | null;
}

export type TransitionResult = { readonly kind: 'moved'; readonly run: StoredRun } | { readonly kind: 'refused' };

export class RunStore {
  readonly #trail: Table;

  constructor(trail: Table) {
    this.#trail = trail;
  }

  /** The same run again changes nothing: it `exists`. */
  async create(run: StartedRun, kept: Pick<StoredRun, 'hotUntil' | 'expiresAt'>): Promise<'created' | 'exists'> {
    const { org, runId, integrationId } = run;
    const { kind } = await this.#trail.put(
      {
        ...runKey(org, runId),
        ...run,
        progress: 'CREATED',
        result: null,
        ...kept,
        [orgRunsIndex.partition]: org,
        [integrationRunsIndex.partition]: integrationRunsValue(org, integrationId),
        [openRunsIndex.partition]: org,
      },
      itemAbsent,
    );
    return kind === 'written' ? 'created' : 'exists';
  }

  /**
   * Keeps what was done to an integration besides syncing it: over when it is written, and with nothing to archive.
   */
  async record(run: StartedRun, result: RunResult, expiresAt: number): Promise<void> {
    const { org, runId, integrationId } = run;
    await this.#trail.put(
      {
        ...runKey(org, runId),
        ...run,
        progress: 'FINISHED',
        result,
        archivedAt: result.endedAt,
        hotUntil: expiresAt,
        expiresAt,
        [orgRunsIndex.partition]: org,
        [integrationRunsIndex.partition]: integrationRunsValue(org, integrationId),
      },
      itemAbsent,
    );
  }

  /** Before the run itself is created, so that no run is ever without its selections. */
  async select(step: StepOfRun, selection: Selection, expiresAt: number): Promise<void> {
    await this.#trail.put({ ...selectionKey(step), ...selection, expiresAt });
  }

  async selection(step: StepOfRun): Promise<Selection | undefined> {
    return (await this.#trail.get(selectionKey(step), { consistent: true })) as Selection | undefined;
  }

  /** Takes back a run that never came to anything, because another one holds its stream. */
  async discard(org: string, runId: string): Promise<void> {
    await this.#trail.delete(runKey(org, runId));
  }

  async get(org: string, runId: string): Promise<StoredRun | undefined> {
    const item = await this.#trail.get(runKey(org, runId), { consistent: true });
    return item && runOfItem(item);
  }

  /** Those of some runs that are there, in no order. */
  async getMany(org: string, runIds: readonly string[]): Promise<StoredRun[]> {
    const items = await this.#trail.batchGet(
      [...new Set(runIds)].map((runId) => runKey(org, runId)),
      { consistent: true },
    );
    return items.map(runOfItem);
  }

  /** Refused where the table of transitions does not allow it from where the run is now. */
  async move(org: string, runId: string, to: Progress): Promise<TransitionResult> {
    return this.#update(org, runId, { set: { progress: to } }, to);
  }

  /** Refused where the run has ended, or is being cancelled already. */
  async cancel(org: string, runId: string, cancelling: Cancelling): Promise<TransitionResult> {
    return this.#update(org, runId, { set: { progress: 'ABORTION_PENDING', cancelling } }, 'ABORTION_PENDING');
  }

  /** The last transition. The run stays among the open ones until it is archived. */
  async end(org: string, runId: string, to: 'FINISHED' | 'ABORTED', result: RunResult): Promise<TransitionResult> {
    return this.#update(org, runId, { set: { progress: to, result } }, to);
  }

  /** Notes that the run is sent to the archive. Of two who do it at once, one is `refused`. */
  async noteArchiving(run: StoredRun, archiving: ArchiveAttempt): Promise<'noted' | 'refused'> {
    const before: Condition =
      run.archiving === null
        ? { condition: 'attribute_not_exists(archiving)' }
        : {
            condition: '#archiving.#attempt = :before',
            names: { '#archiving': 'archiving', '#attempt': 'attempt' },
            values: { ':before': run.archiving.attempt },
          };
    const noted = await this.#trail.update(runKey(run.org, run.runId), updateOf({ set: { archiving } }, before));
    return noted.kind === 'written' ? 'noted' : 'refused';
  }

  /** All of the run's trail is in the archive: nothing is left to do for it. */
  async noteArchived(org: string, runId: string, archivedAt: string): Promise<void> {
    await this.#trail.update(
      runKey(org, runId),
      updateOf({ set: { archivedAt }, remove: [openRunsIndex.partition] }, itemExists),
    );
  }

  /** The hot copy has been made to last longer. */
  async noteHotUntil(org: string, runId: string, hotUntil: number): Promise<void> {
    await this.#trail.update(runKey(org, runId), updateOf({ set: { hotUntil } }, itemExists));
  }

  /** Runs of an org, or of one integration, newest first. */
  async list(
    org: string,
    integrationId: string | undefined,
    query: Pick<Query, 'filter' | 'names' | 'values' | 'limit' | 'startKey'> & { fromId: string; toId: string },
  ): Promise<{ runs: StoredRun[]; lastKey?: QueryResult['lastKey'] }> {
    const { fromId, toId, ...rest } = query;
    const index = integrationId === undefined ? orgRunsIndex : integrationRunsIndex;
    const { items, lastKey } = await this.#trail.query({
      ...rest,
      index: index.name,
      where: '#partition = :partition AND #sort BETWEEN :fromId AND :toId',
      names: { ...rest.names, '#partition': index.partition, '#sort': index.sort },
      values: {
        ...rest.values,
        ':partition': integrationId === undefined ? org : integrationRunsValue(org, integrationId),
        ':fromId': fromId,
        ':toId': toId,
      },
      newestFirst: true,
    });
    return { runs: items.map(runOfItem), ...(lastKey && { lastKey }) };
  }

  /** Every run of every org for which something is left to do: it has not ended, or is not archived. */
  async *open(): AsyncGenerator<StoredRun> {
    let startKey: Record<string, unknown> | undefined;
    do {
      const { items, lastKey } = await this.#trail.scanIndex(openRunsIndex.name, startKey);
      for (const item of items) yield runOfItem(item);
      startKey = lastKey;
    } while (startKey);
  }

  async #update(
    org: string,
    runId: string,
    changes: Parameters<typeof updateOf>[0],
    to: Progress,
  ): Promise<TransitionResult> {
    const condition = allOf(itemExists, conditionFor(to));
    const updated = await this.#trail.update(runKey(org, runId), updateOf(changes, condition));
    return updated.kind === 'written' ? { kind: 'moved', run: runOfItem(updated.item) } : { kind: 'refused' };
  }
}

function runOfItem(item: Item): StoredRun {
  const { pk, sk, orgRuns, integrationRuns, openRuns, ...run } = item;
  const absent = { archiving: null, archivedAt: null, cancelling: null };
  return { ...absent, ...(run as unknown as Omit<StoredRun, keyof typeof absent>) };
}
