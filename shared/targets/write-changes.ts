import type { Call } from '../api/call.ts';
import { SourceError } from '../connector/connector.ts';
import type { CallSink, HttpClient } from '../connector/http-client.ts';
import type { HttpLimits } from '../connector/http-limits.ts';
import { OutOfTimeError } from '../connector/out-of-time-error.ts';
import type { Redactor } from '../connector/redactor.ts';
import type { RecordStore, RecordWrite } from '../records/record-store.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { StreamOfIntegration } from '../table/keys.ts';
import { codeOfFailure, concernsAll, messageOfFailure } from './failures.ts';
import { type OpenedTarget, type OpenTargetDependencies, openTarget } from './opened-target.ts';
import type { Outcome, Written } from './outcome.ts';
import { writeChange } from './write-change.ts';

export interface WriteChangesDependencies extends OpenTargetDependencies {
  readonly records: RecordStore;
  readonly createHttp: (options: {
    redact: Redactor;
    onCall: CallSink;
    signal: AbortSignal;
    remainingMs: () => number;
    limits: Partial<HttpLimits>;
  }) => HttpClient;
  /** What the worker has left. */
  readonly remainingMs: () => number;
}

/** An API that takes longer for one record has lost the request; it is not cut off by the end of a worker either. */
const attemptTimeoutMs = 30_000;
/** What the trail, the tally and a message take behind the last request. */
const reserveMs = 15_000;

/**
 * Carries the changes of a chunk out at the target, a few at a time. One that fails fails alone, unless the next would
 * fare no better: then the rest fails unasked. Ends early where time runs out, the target wants a longer pause than there
 * is time for, or `isCancelled`; the rest is for the next worker.
 */
export async function writeChanges(
  deps: WriteChangesDependencies,
  stream: StreamOfIntegration,
  writes: readonly RecordWrite[],
  isCancelled: () => Promise<boolean>,
): Promise<Written> {
  const target = await openTarget(deps, stream).catch((error: unknown) => {
    if (error instanceof SourceError) return error;
    throw error;
  });
  if (target instanceof SourceError) {
    const failed: Outcome = { ...failureOf(target), unclear: false };
    return { outcomes: new Map(writes.map(({ keyHash }) => [keyHash, failed])), calls: [], goOnAt: null };
  }
  const before = await deps.records.read(
    stream,
    writes.map(({ keyHash }) => keyHash),
  );
  return new Lanes(deps, stream, target, before, isCancelled).run(writes);
}

class Lanes {
  readonly #deps: WriteChangesDependencies;
  readonly #stream: StreamOfIntegration;
  readonly #target: OpenedTarget;
  readonly #before: ReadonlyMap<string, StoredRecord>;
  readonly #isCancelled: () => Promise<boolean>;
  readonly #abort = new AbortController();
  readonly #outcomes = new Map<string, Outcome>();
  readonly #calls: Call[] = [];
  #next = 0;
  /** What the rest fails with. */
  #failsAll: SourceError | null = null;
  #goOnAt: number | null = null;

  constructor(
    deps: WriteChangesDependencies,
    stream: StreamOfIntegration,
    target: OpenedTarget,
    before: ReadonlyMap<string, StoredRecord>,
    isCancelled: () => Promise<boolean>,
  ) {
    this.#deps = deps;
    this.#stream = stream;
    this.#target = target;
    this.#before = before;
    this.#isCancelled = isCancelled;
  }

  async run(writes: readonly RecordWrite[]): Promise<Written> {
    const lanes = Array.from({ length: Math.min(this.#target.concurrency, writes.length) }, () => this.#lane(writes));
    // All come to their end, so that none writes behind the back of the next worker.
    const ends = await Promise.allSettled(lanes);
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    return { outcomes: this.#outcomes, calls: this.#calls, goOnAt: this.#goOnAt };
  }

  async #lane(writes: readonly RecordWrite[]): Promise<void> {
    let made: Omit<Call, 'page'>[] = [];
    const { redact } = this.#target;
    const http = this.#deps.createHttp({
      redact,
      onCall: (call) => made.push(call),
      signal: this.#abort.signal,
      remainingMs: () => this.#remainingMs(),
      limits: { attemptTimeoutMs },
    });
    const target = this.#target.through(http, this.#abort.signal);
    const tools = { ...this.#deps, target, abilities: this.#target.abilities, calls: () => made };
    for (let write = await this.#take(writes); write; write = await this.#take(writes)) {
      made = [];
      const { keyHash, record } = write;
      const before = this.#before.get(keyHash);
      try {
        const outcome = this.#failsAll
          ? untried(this.#failsAll, before)
          : await writeChange(tools, this.#stream, write, before);
        this.#outcomes.set(keyHash, redacted(outcome, redact));
      } catch (error) {
        if (error instanceof OutOfTimeError) this.#pause(error.retryAt ?? this.#deps.now());
        else if (error instanceof SourceError) this.#outcomes.set(keyHash, this.#fail(error, before));
        else throw this.#stop(error);
      } finally {
        this.#calls.push(...made.map((call) => ({ ...call, page: null, entity: record.externalId })));
      }
    }
  }

  /** The next change, if there is one, and time for it. */
  async #take(writes: readonly RecordWrite[]): Promise<RecordWrite | undefined> {
    if (this.#goOnAt !== null || this.#abort.signal.aborted || this.#next >= writes.length) return undefined;
    // A first attempt is never cut short: what became of it could not be told.
    const hasTime = this.#failsAll !== null || this.#remainingMs() > attemptTimeoutMs;
    if (!hasTime || (await this.#isCancelled())) {
      this.#pause(this.#deps.now());
      return undefined;
    }
    return writes[this.#next++];
  }

  #remainingMs(): number {
    return this.#deps.remainingMs() - reserveMs;
  }

  #pause(until: number): void {
    this.#goOnAt = Math.max(until, this.#goOnAt ?? 0);
  }

  #fail(error: SourceError, before: StoredRecord | undefined): Outcome {
    if (concernsAll(error)) this.#failsAll ??= error;
    return { ...redacted(failureOf(error), this.#target.redact), unclear: isUnclear(before) };
  }

  /** A fault of ours: the other lanes finish what they are at. */
  #stop(error: unknown): unknown {
    this.#next = Number.POSITIVE_INFINITY;
    return error;
  }
}

const isUnclear = (before: StoredRecord | undefined): boolean => before?.target?.unclear !== undefined;

const failureOf = (error: SourceError) =>
  ({ kind: 'failed', code: codeOfFailure(error), message: messageOfFailure(error) }) as const;

const untried = (error: SourceError, before: StoredRecord | undefined): Outcome => {
  const { code, message, kind } = failureOf(error);
  return { kind, code, message: `Not tried, because another record failed so: ${message}`, unclear: isUnclear(before) };
};

const redacted = <Told extends Outcome | ReturnType<typeof failureOf>>(told: Told, redact: Redactor): Told =>
  told.kind === 'failed' ? { ...told, message: redact.text(told.message) } : told;
