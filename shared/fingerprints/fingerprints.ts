import type { Hash64 } from './hash.ts';

/** Words of 32 bits in one entry: key hash (high, low), content hash (high, low). */
const wordsPerEntry = 4;
const twoTo32 = 2 ** 32;

/**
 * What a stream's records looked like when last synced: 16 bytes a record, sorted by key hash, so that 1 M records are
 * 16 MB and a look-up needs no index. Immutable; `FingerprintsBuilder` makes a new one.
 */
export class Fingerprints {
  static readonly empty = new Fingerprints(new Uint32Array(0));
  readonly #words: Uint32Array;

  private constructor(words: Uint32Array) {
    this.#words = words;
  }

  /** The bytes of `encode`. Throws where they cannot be such. */
  static decode(bytes: Uint8Array): Fingerprints {
    if (bytes.byteLength % (wordsPerEntry * 4) !== 0) {
      throw new Error(`A fingerprint object holds ${bytes.byteLength} bytes, not a multiple of 16: it is damaged.`);
    }
    // Words must lie at multiples of four; `slice` would not do, since a Buffer's shares its memory.
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
    return new Fingerprints(new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4));
  }

  /** Entries must be sorted by key and have no key twice. */
  static fromSorted(words: Uint32Array): Fingerprints {
    return new Fingerprints(words);
  }

  /** Little-endian words, as all of Lambda's and our own processors have them. */
  encode(): Uint8Array {
    return new Uint8Array(this.#words.buffer, this.#words.byteOffset, this.#words.byteLength);
  }

  get size(): number {
    return this.#words.length / wordsPerEntry;
  }

  /**
   * Position of a key, or -1. Key hashes are spread evenly, so the first guess by proportion is a few entries off
   * and a gallop from there finds the key in about four steps, against twenty of a binary search in 1 M.
   */
  indexOf(key: Hash64): number {
    const size = this.size;
    if (size === 0) return -1;
    let low = Math.min(size - 1, Math.floor((key.high / twoTo32) * size));
    let step = 4;
    let high = low;
    while (low > 0 && this.#compare(low, key) > 0) {
      high = low;
      low = Math.max(0, low - step);
      step *= 4;
    }
    step = 4;
    while (high < size - 1 && this.#compare(high, key) < 0) {
      low = high;
      high = Math.min(size - 1, high + step);
      step *= 4;
    }
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const order = this.#compare(middle, key);
      if (order === 0) return middle;
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }

  keyAt(index: number): Hash64 {
    return { high: this.#word(index, 0), low: this.#word(index, 1) };
  }

  contentAt(index: number): Hash64 {
    return { high: this.#word(index, 2), low: this.#word(index, 3) };
  }

  hasContent(index: number, content: Hash64): boolean {
    return this.#word(index, 2) === content.high && this.#word(index, 3) === content.low;
  }

  #compare(index: number, key: Hash64): number {
    return this.#word(index, 0) - key.high || this.#word(index, 1) - key.low;
  }

  #word(index: number, word: number): number {
    return this.#words[index * wordsPerEntry + word] ?? 0;
  }
}

/** Collects entries in any order; the last one of a key wins. */
export class FingerprintsBuilder {
  #words = new Uint32Array(1024 * wordsPerEntry);
  #size = 0;

  add(key: Hash64, content: Hash64): void {
    const at = this.#size * wordsPerEntry;
    if (at === this.#words.length) this.#grow();
    this.#words[at] = key.high;
    this.#words[at + 1] = key.low;
    this.#words[at + 2] = content.high;
    this.#words[at + 3] = content.low;
    this.#size += 1;
  }

  build(): Fingerprints {
    const words = this.#words;
    const order = Uint32Array.from({ length: this.#size }, (_, index) => index).sort((a, b) => {
      const [left, right] = [a * wordsPerEntry, b * wordsPerEntry];
      // Entries of one key stay in the order in which they came, so that the last can win.
      return (words[left] ?? 0) - (words[right] ?? 0) || (words[left + 1] ?? 0) - (words[right + 1] ?? 0) || a - b;
    });
    const sorted = new Uint32Array(this.#size * wordsPerEntry);
    let size = 0;
    for (const [position, index] of order.entries()) {
      const from = index * wordsPerEntry;
      const next = order[position + 1];
      const replaced =
        next !== undefined &&
        words[next * wordsPerEntry] === words[from] &&
        words[next * wordsPerEntry + 1] === words[from + 1];
      if (replaced) continue;
      sorted.set(words.subarray(from, from + wordsPerEntry), size * wordsPerEntry);
      size += 1;
    }
    return Fingerprints.fromSorted(sorted.slice(0, size * wordsPerEntry));
  }

  #grow(): void {
    const larger = new Uint32Array(this.#words.length * 2);
    larger.set(this.#words);
    this.#words = larger;
  }
}
