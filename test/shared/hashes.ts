import * as fc from 'fast-check';
import { type Hash64, hash64 } from '../../shared/fingerprints/hash.ts';

const word = fc.oneof(
  fc.integer({ min: 0, max: 0xffff_ffff }),
  fc.constantFrom(0, 1, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff),
);

/** Any hash, those at the edges more often than chance would have them. */
export const anyHash: fc.Arbitrary<Hash64> = fc.record({ high: word, low: word });

/** Hashes of which many are the same, or the same in one half. */
export const crowdedHash: fc.Arbitrary<Hash64> = fc.record({
  high: fc.constantFrom(0, 1, 0x8000_0000, 0xffff_ffff),
  low: fc.integer({ min: 0, max: 20 }),
});

export const textOf = ({ high, low }: Hash64): string => `${high}/${low}`;

/** As ids of records give them. */
export const hashesOfIds = (count: number, prefix = 'id'): Hash64[] =>
  Array.from({ length: count }, (_, n) => hash64(`${prefix}-${n}`));
