import type { Hash64 } from '../fingerprints/hash.ts';
import type { EntityEntry } from '../trail/trail-block.ts';
import type { Outcome } from './index-record.ts';

const firstCapacity = 1 << 12;
const untouched = 0;

/**
 * What some runs did with the records of a partition, gathered in any order. A million records must fit into a worker's
 * memory, so there is no object for each: texts lie one behind the other in a buffer, the rest in arrays of numbers,
 * found by open addressing. About 60 bytes a record with short names, and 4 more for each run.
 */
export class TouchTable {
  readonly #runs: number;
  #size = 0;
  #high = new Uint32Array(firstCapacity);
  #low = new Uint32Array(firstCapacity);
  /** Where the text of a record ends, which is `[id, name]` as JSON. */
  #ends = new Uint32Array(firstCapacity);
  /** For each record and run the number of an outcome. */
  #outcomes: Uint32Array;
  /** Record + 1 by its hash; twice as many as there may be records. */
  #slots = new Int32Array(firstCapacity * 2);
  #texts = Buffer.allocUnsafe(firstCapacity * 32);
  readonly #known: Omit<Outcome, 'name'>[] = [];
  readonly #numbers = new Map<string, number>();
  /** Where a run called a record otherwise than its text does: by record × runs + run. */
  readonly #names = new Map<number, string | null>();

  constructor(runs: number) {
    this.#runs = runs;
    this.#outcomes = new Uint32Array(firstCapacity * runs);
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Notes what a run did with a record. Entries must come newest chunk first: of a record that came twice, the same one
   * is then told as `TrailLookup.find` tells.
   */
  add(run: number, key: Hash64, externalId: string, entry: EntityEntry): void {
    const { record, name } = this.#recordOf(key, externalId, entry.name);
    const at = record * this.#runs + run;
    const before = this.#outcomes[at] ?? untouched;
    if (before !== untouched && this.#known[before - 1]?.action !== 'SKIP') return;
    this.#outcomes[at] = this.#numberOf(entry);
    if (name === entry.name) this.#names.delete(at);
    else this.#names.set(at, entry.name);
  }

  /** Positions of the records, by key hash and then by id. */
  sorted(): Uint32Array {
    const [high, low] = [this.#high, this.#low];
    return Uint32Array.from({ length: this.#size }, (_, index) => index).sort(
      (one, other) =>
        (high[one] ?? 0) - (high[other] ?? 0) ||
        (low[one] ?? 0) - (low[other] ?? 0) ||
        (this.#textAt(one)[0] < this.#textAt(other)[0] ? -1 : 1),
    );
  }

  keyAt(record: number): Hash64 {
    return { high: this.#high[record] ?? 0, low: this.#low[record] ?? 0 };
  }

  idAt(record: number): string {
    return this.#textAt(record)[0];
  }

  /** What each run did with the record. */
  outcomesAt(record: number): (Outcome | null)[] {
    const [, nameOfText] = this.#textAt(record);
    return Array.from({ length: this.#runs }, (_, run) => {
      const at = record * this.#runs + run;
      const known = this.#known[(this.#outcomes[at] ?? untouched) - 1];
      const name = this.#names.get(at);
      return known ? { ...known, name: name === undefined ? nameOfText : name } : null;
    });
  }

  #numberOf({ action, status, code, message }: EntityEntry): number {
    const text = JSON.stringify([action, status, code, message]);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    const reason = { ...(code !== undefined && { code }), ...(message !== undefined && { message }) };
    const number = this.#known.push({ action, status, ...reason });
    this.#numbers.set(text, number);
    return number;
  }

  /** The record, which is made where there is none, and the name in its text. */
  #recordOf(key: Hash64, externalId: string, name: string | null): { record: number; name: string | null } {
    for (let slot = this.#slotOf(key); ; slot = (slot + 1) & (this.#slots.length - 1)) {
      const record = (this.#slots[slot] ?? 0) - 1;
      if (record < 0) {
        if (this.#size === this.#high.length) {
          this.#grow();
          return this.#recordOf(key, externalId, name);
        }
        return { record: this.#create(slot, key, JSON.stringify([externalId, name])), name };
      }
      if (this.#high[record] !== key.high || this.#low[record] !== key.low) continue;
      const [id, nameOfText] = this.#textAt(record);
      if (id === externalId) return { record, name: nameOfText };
    }
  }

  #create(slot: number, key: Hash64, text: string): number {
    const record = this.#size;
    const start = this.#ends[record - 1] ?? 0;
    const bytes = Buffer.byteLength(text);
    while (this.#texts.length < start + bytes) this.#texts = enlarged(this.#texts);
    this.#texts.write(text, start, 'utf8');
    this.#ends[record] = start + bytes;
    this.#high[record] = key.high;
    this.#low[record] = key.low;
    this.#slots[slot] = record + 1;
    this.#size += 1;
    return record;
  }

  #slotOf = ({ low }: Hash64): number => low & (this.#slots.length - 1);

  /** JSON, not the bare texts: ids may hold halves of characters that UTF-8 has no bytes for. */
  #textAt(record: number): [id: string, name: string | null] {
    return JSON.parse(this.#texts.toString('utf8', this.#ends[record - 1] ?? 0, this.#ends[record]));
  }

  #grow(): void {
    const capacity = this.#high.length * 2;
    this.#high = copied(this.#high, capacity);
    this.#low = copied(this.#low, capacity);
    this.#ends = copied(this.#ends, capacity);
    this.#outcomes = copied(this.#outcomes, capacity * this.#runs);
    this.#slots = new Int32Array(capacity * 2);
    for (let record = 0; record < this.#size; record++) {
      let slot = this.#slotOf(this.keyAt(record));
      while (this.#slots[slot] !== 0) slot = (slot + 1) & (this.#slots.length - 1);
      this.#slots[slot] = record + 1;
    }
  }
}

function copied(from: Uint32Array, length: number): Uint32Array<ArrayBuffer> {
  const copy = new Uint32Array(length);
  copy.set(from);
  return copy;
}

function enlarged(from: Buffer): Buffer<ArrayBuffer> {
  const larger = Buffer.allocUnsafe(from.length * 2);
  from.copy(larger);
  return larger;
}
