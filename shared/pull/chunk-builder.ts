import type { Call } from '../api/call.ts';
import type { Page } from '../api/page.ts';
import type { ChunkLimits, RecordsPayload } from '../chunks/chunk.ts';

export interface BuiltRecord {
  readonly id: string | null;
  readonly name: string | null;
  readonly page: number;
  readonly duplicate: boolean;
  readonly line: Uint8Array;
}

/** The chunk that is being filled. */
export class ChunkBuilder {
  readonly #pages: Omit<Page, 'stream'>[] = [];
  readonly #calls: Call[] = [];
  readonly #records: BuiltRecord[] = [];
  readonly #limits: ChunkLimits;
  #bytes = 0;

  constructor(limits: ChunkLimits) {
    this.#limits = limits;
  }

  get records(): number {
    return this.#records.length;
  }

  /** A chunk without records still carries what the trail must say of its pages. */
  get isEmpty(): boolean {
    return this.#pages.length === 0 && this.#calls.length === 0 && this.#records.length === 0;
  }

  get isFull(): boolean {
    return this.#records.length >= this.#limits.records || this.#bytes >= this.#limits.bytes;
  }

  addPage(page: Omit<Page, 'stream'>, calls: readonly Call[]): void {
    this.#pages.push(page);
    this.addCalls(calls);
  }

  addCalls(calls: readonly Call[]): void {
    this.#calls.push(...calls);
  }

  addRecord(record: BuiltRecord): void {
    this.#records.push(record);
    this.#bytes += record.line.byteLength;
  }

  build(): RecordsPayload {
    return {
      kind: 'records',
      pages: this.#pages,
      calls: this.#calls,
      ids: this.#records.map(({ id }) => id),
      names: this.#records.map(({ name }) => name),
      pageOf: this.#records.map(({ page }) => page),
      duplicates: this.#records.flatMap(({ duplicate }, position) => (duplicate ? [position] : [])),
      lines: this.#records.map(({ line }) => line),
    };
  }
}
