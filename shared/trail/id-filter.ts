import type { Hash64 } from '../fingerprints/hash.ts';

/** 10 bits and 7 probes an id: about 1 % of the ids that a chunk does not hold look as if it did (Bloom, 1970). */
const bitsPerId = 10;
const probes = 7;

/** Tells which chunks cannot hold an id, so that looking for one record of a million reads a few blocks. */
export function idFilterOf(ids: readonly Hash64[]): Uint8Array {
  const filter = new Uint8Array(Math.max(1, Math.ceil((ids.length * bitsPerId) / 8)));
  for (const id of ids) {
    for (let probe = 0; probe < probes; probe++) {
      const bit = bitOf(id, probe, filter.length * 8);
      filter[bit >>> 3] = (filter[bit >>> 3] ?? 0) | (1 << (bit & 7));
    }
  }
  return filter;
}

export function mayHold(filter: Uint8Array, id: Hash64): boolean {
  for (let probe = 0; probe < probes; probe++) {
    const bit = bitOf(id, probe, filter.length * 8);
    if (((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}

/** Double hashing: two good hashes serve as well as seven (Kirsch and Mitzenmacher, 2006). */
const bitOf = ({ high, low }: Hash64, probe: number, bits: number): number => (high + probe * low) % bits;
