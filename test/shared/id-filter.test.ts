import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { idFilterOf, mayHold } from '../../shared/trail/id-filter.ts';
import { anyHash, crowdedHash, hashesOfIds } from './hashes.ts';

it('never denies an id that is there', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anyHash, crowdedHash)), (ids) => {
      const filter = idFilterOf(ids);
      expect(ids.filter((id) => !mayHold(filter, id))).toEqual([]);
    }),
  );
});

it.each([50, 1_000, 2_000])('takes about 1 %% of other ids for one of its %i', (size) => {
  const filter = idFilterOf(hashesOfIds(size));
  expect(filter.byteLength).toBe(Math.ceil((size * 10) / 8));
  const others = hashesOfIds(40_000, 'other');
  const share = others.filter((id) => mayHold(filter, id)).length / others.length;
  expect(share).toBeGreaterThan(0.002);
  expect(share).toBeLessThan(0.02);
});

it('of no ids holds none', () => {
  expect(hashesOfIds(1_000).some((id) => mayHold(idFilterOf([]), id))).toBe(false);
});
