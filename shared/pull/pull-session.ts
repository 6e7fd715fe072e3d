import type { Call } from '../api/call.ts';
import { originOf } from '../chunks/chunk-origin.ts';
import { type Hash64, hash64 } from '../fingerprints/hash.ts';
import { payloadDays } from '../objects/payload-days.ts';
import type { PullState, StepError, StoredStep } from '../steps/step-store.ts';
import { pageOf } from '../trail/page-entry.ts';
import { ChunkBuilder } from './chunk-builder.ts';
import { ChunkSender } from './chunk-sender.ts';
import { seenPartKey } from './kept-keys.ts';
import type { PullDependencies } from './pull-dependencies.ts';
import type { PulledPage, PulledRecord } from './pulled-page.ts';
import type { SeenKeys } from './seen-keys.ts';
import type { TakenOver } from './take-over.ts';

/** Records of full runs are told apart by id alone; hashing their content is left to the workers. */
const notHashed: Hash64 = { high: 0, low: 0 };
/** A name is for people; the trail keeps this much of it. */
const charactersPerName = 200;

/** Another worker pulls this step now. */
export class OvertakenError extends Error {
  override readonly name = 'OvertakenError';
}

/** Turns the source's pages into chunks on the queue, and keeps the checkpoint behind which all of them are. */
export class PullSession {
  readonly #deps: PullDependencies;
  readonly #step: StoredStep;
  readonly #before: TakenOver['before'];
  readonly #seen: SeenKeys;
  readonly #sender: ChunkSender;
  readonly #verify: 'none' | 'unknown' | 'all';
  #checkpoint: PullState;
  /** The checkpoint as it would be written now, at the end of a page. */
  #next: PullState;
  #chunk: ChunkBuilder;
  #chunkSince: number;

  constructor(deps: PullDependencies, step: StoredStep, taken: TakenOver, seen: SeenKeys) {
    this.#deps = deps;
    this.#step = step;
    this.#before = taken.before;
    this.#seen = seen;
    this.#sender = new ChunkSender(deps.queue, deps.payloads);
    const recovers = step.pull.reserved > step.pull.nextChunk;
    // What was kept may be older than what fingerprints do not know of.
    // Of an outbound one, a create may be under way that no fingerprint knows.
    const mayLack = recovers || step.mode === 'replay' || step.outbound === true;
    this.#verify = step.verify ? 'all' : mayLack ? 'unknown' : 'none';
    this.#checkpoint = taken.checkpoint;
    const { nextChunk, nextPage, pulled, repeated } = taken;
    this.#next = { ...taken.checkpoint, nextChunk, nextPage, pulled, repeated };
    this.#chunk = new ChunkBuilder(deps.limits);
    this.#chunkSince = deps.now();
  }

  /** How long the chunk that is being filled may still wait for more; Infinity while it is empty. */
  get flushInMs(): number {
    if (this.#chunk.isEmpty) return Number.POSITIVE_INFINITY;
    return Math.max(0, this.#chunkSince + this.#deps.limits.flushAfterMs - this.#deps.now());
  }

  /** Answers whether a checkpoint was written behind it. */
  async addPage(page: PulledPage, calls: readonly Omit<Call, 'page'>[]): Promise<'checkpoint' | 'added'> {
    const number = page.isKept ? null : this.#next.nextPage;
    if (this.#chunk.isEmpty) this.#chunkSince = this.#deps.now();
    if (number !== null) this.#addPageEntry(number, page, calls, page.error ?? null);
    let [pulled, repeated] = [0, 0];
    let changedWhileRead = false;
    for (const record of page.records) {
      if (this.#before.takes(record.id)) continue;
      if (record.verdict?.kind !== 'gone') pulled += 1;
      const came = this.#addRecord(record, number);
      if (came !== 'new') repeated += 1;
      // A full run knows only that a record came twice, so it must assume the worst.
      changedWhileRead ||= came === 'changed' || (came === 'same' && this.#step.mode === 'full');
      if (this.#chunk.isFull) await this.#flush();
    }
    const { reportedTotal: total } = this.#next;
    this.#next = {
      ...this.#next,
      resume: page.resume,
      nextPage: (number ?? this.#next.nextPage) + 1,
      pagesRead: (this.#next.pagesRead ?? 0) + 1,
      pulled: this.#next.pulled + pulled,
      repeated: this.#next.repeated + repeated,
      changedWhileRead: this.#next.changedWhileRead || changedWhileRead,
      cursor: page.cursor ?? this.#next.cursor,
      reportedTotal: page.reportedTotal === undefined ? total : Math.max(page.reportedTotal, total ?? 0),
      shrank: this.#next.shrank || (total !== null && page.reportedTotal !== undefined && page.reportedTotal < total),
    };
    if (this.flushInMs === 0) await this.flush();
    this.#before.pageIsOver();
    const unkept = this.#next.nextChunk - this.#checkpoint.nextChunk;
    if (unkept < this.#deps.limits.perCheckpoint / 2) return 'added';
    await this.checkpoint();
    return 'checkpoint';
  }

  /** Sends what is there, although the source is slow to give more. */
  async flush(): Promise<void> {
    await this.#flush();
    this.#sender.dispatch();
  }

  /** Time ran out in the middle of a page. Its calls are kept; the next worker asks for the page again. */
  async interrupt(calls: readonly Omit<Call, 'page'>[]): Promise<PullState> {
    this.#chunk.addCalls(calls.map((call) => ({ ...call, page: this.#next.nextPage })));
    return this.handOver();
  }

  /** This worker ends here: numbers that it has not used are free, so the next one has nothing to settle. */
  async handOver(): Promise<PullState> {
    return this.checkpoint(0);
  }

  /** Reading ended badly. What came before stands; the page that failed is in the trail with its calls. */
  async fail(error: StepError, calls: readonly Omit<Call, 'page'>[]): Promise<PullState> {
    if (calls.length > 0) {
      this.#addPageEntry(this.#next.nextPage, { records: [] }, calls, `${error.code}: ${error.message}`);
      this.#next = { ...this.#next, nextPage: this.#next.nextPage + 1 };
    }
    this.#next = { ...this.#next, error };
    return this.finish();
  }

  async finish(): Promise<PullState> {
    const { shrank, pulled, repeated, reportedTotal } = this.#next;
    // Some sources call the size of a page their total; whoever got as many as were ever promised has missed nothing.
    this.#next = { ...this.#next, done: true, shrank: shrank && pulled - repeated < (reportedTotal ?? 0) };
    return this.checkpoint();
  }

  /**
   * Everything up to the last page is on the queue when this returns. The checkpoint itself waits until what an earlier
   * worker pulled behind it has come again: the next worker could not tell those records from new ones.
   */
  async checkpoint(reserve = this.#deps.limits.perCheckpoint): Promise<PullState> {
    await this.#flush();
    await this.#sender.drain();
    if (!this.#before.isEmpty && !this.#next.done) return this.#checkpoint;
    const fresh = this.#seen.takeNew();
    let { seenParts } = this.#next;
    if (fresh.byteLength > 0) {
      await this.#deps.payloads.put(seenPartKey(this.#step, seenParts), fresh, { days: payloadDays });
      seenParts += 1;
    }
    const reserved = this.#next.nextChunk + (this.#next.done ? 0 : reserve);
    this.#next = { ...this.#next, seenParts, reserved };
    await this.#save(this.#next);
    return this.#next;
  }

  #addPageEntry(
    page: number,
    { records: pulled }: Pick<PulledPage, 'records'>,
    calls: readonly Omit<Call, 'page'>[],
    error: string | null,
  ): void {
    const records = pulled.filter(({ verdict }) => !verdict).length;
    const at = new Date(this.#deps.now()).toISOString();
    this.#chunk.addPage(
      pageOf({ page, records, calls, error, at }),
      calls.map((call) => ({ ...call, page })),
    );
  }

  /** Answers whether a record with this id came before. */
  #addRecord({ id, name, data, verdict }: PulledRecord, page: number | null): 'new' | 'same' | 'changed' {
    const line = verdict ? 'null' : JSON.stringify(data);
    const came =
      id === null ? 'new' : this.#seen.add(hash64(id), this.#step.mode === 'update' ? hash64(line) : notHashed);
    this.#chunk.addRecord({
      id,
      name: name === null ? null : name.slice(0, charactersPerName),
      page,
      duplicate: came !== 'new',
      line,
      verdict,
    });
    return came;
  }

  async #flush(): Promise<void> {
    if (this.#chunk.isEmpty) return;
    if (this.#next.nextChunk >= this.#checkpoint.reserved) await this.#reserve();
    const payload = this.#chunk.build();
    const chunk = this.#next.nextChunk;
    this.#chunk = new ChunkBuilder(this.#deps.limits);
    this.#chunkSince = this.#deps.now();
    this.#next = { ...this.#next, nextChunk: chunk + 1 };
    const origin = { ...originOf(this.#step), chunk };
    const content = { kind: payload.kind, records: payload.lines.length, verify: this.#verify };
    await this.#sender.add({ ...origin, ...content }, payload);
  }

  /** A page so large that its chunks outnumber the reserved ones: more are reserved, the checkpoint stays. */
  async #reserve(): Promise<void> {
    await this.#save({ ...this.#checkpoint, reserved: this.#checkpoint.reserved + this.#deps.limits.perCheckpoint });
  }

  async #save(pull: PullState): Promise<void> {
    const saved = await this.#deps.steps.savePull(this.#step, this.#checkpoint.attempt, pull);
    if (saved === 'overtaken') throw new OvertakenError(`Another worker pulls ${this.#step.stream} now.`);
    this.#checkpoint = pull;
  }
}
