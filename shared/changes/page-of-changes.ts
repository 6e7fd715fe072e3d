import type { ChangedRecord } from '../api/record.ts';
import { UnreadablePartError } from '../trail/unreadable-part-error.ts';

/** What one request does at the most: its page is then short, and its cursor goes on. */
export interface ChangeLimits {
  readonly runs: number;
  readonly blocks: number;
  /** Records looked up in the record store. */
  readonly lookUps: number;
  /** Of the answer, in which quotes count twice. Lambda answers with at most 6 MB. */
  readonly bytes: number;
}

export const changeLimits: ChangeLimits = { runs: 1_000, blocks: 64, lookUps: 5_000, bytes: 4_000_000 };

/** Fills up with changes until it has as many as were asked for, or has taken as much work as one request may. */
export class PageOfChanges {
  readonly items: ChangedRecord[] = [];
  readonly #unreadable = new Map<string, UnreadablePartError>();
  readonly #ids = new Set<string>();
  readonly #limit: number;
  readonly #limits: ChangeLimits;
  #runs = 0;
  #blocks = 0;
  #lookUps = 0;
  #bytes = 0;

  constructor(limit: number, limits: ChangeLimits) {
    this.#limit = limit;
    this.#limits = limits;
  }

  /** Each part once. */
  get unreadable(): readonly UnreadablePartError[] {
    return [...this.#unreadable.values()];
  }

  get isFull(): boolean {
    return this.items.length >= this.#limit;
  }

  /** Counts a run; false where it is one too many. */
  takesRun(): boolean {
    return ++this.#runs <= this.#limits.runs;
  }

  takesBlock(): boolean {
    return ++this.#blocks <= this.#limits.blocks;
  }

  /** Counts look-ups. The first ones are always allowed, so that every request gets on. */
  takesLookUps(count: number): boolean {
    const first = this.#lookUps === 0;
    this.#lookUps += count;
    return first || this.#lookUps <= this.#limits.lookUps;
  }

  /**
   * Adds a record, unless it is there already: of a chunk that was given up, a record may come twice. False, and not
   * added, where the page is full or the answer would become too large.
   */
  add(record: ChangedRecord): boolean {
    if (this.#ids.has(record.internalId)) return true;
    const bytes = Buffer.byteLength(JSON.stringify(JSON.stringify(record)));
    if (this.isFull || (this.items.length > 0 && this.#bytes + bytes > this.#limits.bytes)) return false;
    this.#bytes += bytes;
    this.#ids.add(record.internalId);
    this.items.push(record);
    return true;
  }

  /** Waits for something to be read; undefined where a part of the archive cannot be, which is kept. */
  async orUnreadable<Result>(reading: Promise<Result>): Promise<Result | undefined> {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof UnreadablePartError)) throw error;
      this.#unreadable.set(error.part, error);
      return undefined;
    }
  }
}
