import type { Call } from '../api/call.ts';
import type { Page } from '../api/page.ts';
import type { ChunkLimits, RecordsPayload, Verdict } from '../chunks/chunk.ts';

export interface BuiltRecord {
  readonly id: string | null;
  readonly name: string | null;
  readonly page: number | null;
  readonly duplicate: boolean;
  readonly line: string;
  readonly verdict: Verdict | undefined;
}

/** The chunk that is being filled. */
export class ChunkBuilder {
  readonly #pages: Omit<Page, 'stream'>[] = [];
  readonly #calls: Call[] = [];
  readonly #ids: (string | null)[] = [];
  readonly #names: (string | null)[] = [];
  readonly #pageOf: (number | null)[] = [];
  readonly #duplicates: number[] = [];
  readonly #lines: string[] = [];
  readonly #verdicts: Record<number, Verdict> = {};
  readonly #limits: ChunkLimits;
  #characters = 0;

  constructor(limits: ChunkLimits) {
    this.#limits = limits;
  }

  /** A chunk without records still carries what the trail must say of its pages. */
  get isEmpty(): boolean {
    return this.#pages.length === 0 && this.#calls.length === 0 && this.#lines.length === 0;
  }

  get isFull(): boolean {
    return this.#lines.length >= this.#limits.records || this.#characters >= this.#limits.characters;
  }

  addPage(page: Omit<Page, 'stream'>, calls: readonly Call[]): void {
    this.#pages.push(page);
    this.addCalls(calls);
  }

  addCalls(calls: readonly Call[]): void {
    this.#calls.push(...calls);
  }

  addRecord({ id, name, page, duplicate, line, verdict }: BuiltRecord): void {
    if (duplicate) this.#duplicates.push(this.#lines.length);
    if (verdict) this.#verdicts[this.#lines.length] = verdict;
    this.#ids.push(id);
    this.#names.push(name);
    this.#pageOf.push(page);
    this.#lines.push(line);
    this.#characters += line.length;
  }

  build(): RecordsPayload {
    return {
      kind: 'records',
      pages: this.#pages,
      calls: this.#calls,
      ids: this.#ids,
      names: this.#names,
      pageOf: this.#pageOf,
      duplicates: this.#duplicates,
      lines: this.#lines,
      ...(Object.keys(this.#verdicts).length > 0 && { verdicts: this.#verdicts }),
    };
  }
}
