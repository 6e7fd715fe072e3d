import type { Hash64 } from '../fingerprints/hash.ts';

const wordsPerEntry = 4;
/** Slots stay at least half empty, so that a look-up ends after one or two steps. */
const fullest = 0.5;

/**
 * The keys that a step has seen, each with the hash of the content it came with: 16 bytes an entry, in an open table
 * (linear probing), because a Map of a million entries takes five times that.
 */
export class SeenKeys {
  #slots = new Uint32Array(4096 * wordsPerEntry);
  #taken = new Uint8Array(4096);
  #size = 0;
  /** What came since the last `takeNew`. */
  #fresh = new Uint32Array(1024 * wordsPerEntry);
  #freshSize = 0;

  /** Adds a key that is new. Answers how it came before, if it did. */
  add(key: Hash64, content: Hash64): 'new' | 'same' | 'changed' {
    const slot = this.#slotOf(key);
    if (this.#taken[slot]) {
      const at = slot * wordsPerEntry;
      return this.#slots[at + 2] === content.high && this.#slots[at + 3] === content.low ? 'same' : 'changed';
    }
    this.#put(slot, key, content);
    this.#note(key, content);
    if (this.#size > this.#taken.length * fullest) this.#grow();
    return 'new';
  }

  /** The entries that came since the last call, for `load` in another process. */
  takeNew(): Uint8Array {
    const words = this.#fresh.slice(0, this.#freshSize * wordsPerEntry);
    this.#freshSize = 0;
    return new Uint8Array(words.buffer);
  }

  load(bytes: Uint8Array): void {
    const words = wordsIn(bytes);
    for (let entry = 0; entry < words.length / wordsPerEntry; entry++) {
      const { key, content } = entryAt(words, entry);
      this.add(key, content);
    }
    this.#freshSize = 0;
  }

  /** The slot that holds a key, or the free one where it belongs. */
  #slotOf({ high, low }: Hash64): number {
    const slots = this.#taken.length;
    let slot = low % slots;
    while (this.#taken[slot]) {
      const at = slot * wordsPerEntry;
      if (this.#slots[at] === high && this.#slots[at + 1] === low) break;
      slot = (slot + 1) % slots;
    }
    return slot;
  }

  #put(slot: number, key: Hash64, content: Hash64): void {
    write(this.#slots, slot, key, content);
    this.#taken[slot] = 1;
    this.#size += 1;
  }

  #note(key: Hash64, content: Hash64): void {
    if (this.#freshSize * wordsPerEntry === this.#fresh.length) {
      const larger = new Uint32Array(this.#fresh.length * 2);
      larger.set(this.#fresh);
      this.#fresh = larger;
    }
    write(this.#fresh, this.#freshSize, key, content);
    this.#freshSize += 1;
  }

  #grow(): void {
    const [slots, taken] = [this.#slots, this.#taken];
    this.#slots = new Uint32Array(slots.length * 2);
    this.#taken = new Uint8Array(taken.length * 2);
    this.#size = 0;
    for (let slot = 0; slot < taken.length; slot++) {
      if (!taken[slot]) continue;
      const { key, content } = entryAt(slots, slot);
      this.#put(this.#slotOf(key), key, content);
    }
  }
}

/** The keys in what `takeNew` gave. */
export function* keysOf(bytes: Uint8Array): Generator<Hash64> {
  const words = wordsIn(bytes);
  for (let at = 0; at < words.length; at += wordsPerEntry) yield { high: words[at] ?? 0, low: words[at + 1] ?? 0 };
}

/** A copy: words must lie at multiples of four. */
const wordsIn = (bytes: Uint8Array): Uint32Array => new Uint32Array(new Uint8Array(bytes).buffer);

function write(words: Uint32Array, entry: number, key: Hash64, content: Hash64): void {
  const at = entry * wordsPerEntry;
  words[at] = key.high;
  words[at + 1] = key.low;
  words[at + 2] = content.high;
  words[at + 3] = content.low;
}

function entryAt(words: Uint32Array, entry: number): { key: Hash64; content: Hash64 } {
  const at = entry * wordsPerEntry;
  return {
    key: { high: words[at] ?? 0, low: words[at + 1] ?? 0 },
    content: { high: words[at + 2] ?? 0, low: words[at + 3] ?? 0 },
  };
}
