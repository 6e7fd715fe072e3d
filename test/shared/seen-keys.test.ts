import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { SeenKeys } from '../../shared/pull/seen-keys.ts';
import { anyHash, crowdedHash, hashesOfIds, textOf } from './hashes.ts';

const entries = fc.array(fc.tuple(fc.oneof(crowdedHash, anyHash), crowdedHash), {
  maxLength: 300,
  size: 'max',
});

it('tells how a key came before: not at all, with the same content, or with another', () => {
  fc.assert(
    fc.property(entries, (all) => {
      const seen = new SeenKeys();
      const known = new Map<string, string>();
      for (const [key, content] of all) {
        const before = known.get(textOf(key));
        const expected = before === undefined ? 'new' : before === textOf(content) ? 'same' : 'changed';
        expect(seen.add(key, content)).toBe(expected);
        // The content that came first is the one that stays.
        if (before === undefined) known.set(textOf(key), textOf(content));
      }
    }),
  );
});

it('knows in another process what was handed on in parts, and hands on only what is new', () => {
  fc.assert(
    fc.property(fc.array(entries, { maxLength: 5 }), fc.nat({ max: 9 }), (parts, offset) => {
      const here = new SeenKeys();
      const there = new SeenKeys();
      for (const part of parts) {
        const added = part.filter(([key, content]) => here.add(key, content) === 'new').length;
        const bytes = here.takeNew();
        expect(bytes.byteLength).toBe(16 * added);
        // As it may lie in a pool of buffers.
        const pool = Buffer.alloc(bytes.byteLength + offset, 0xab);
        pool.set(bytes, offset);
        there.load(pool.subarray(offset));
        expect(there.takeNew().byteLength).toBe(0);
      }
      expect(here.takeNew().byteLength).toBe(0);
      for (const [key, content] of parts.flat()) expect(there.add(key, content)).toBe(here.add(key, content));
    }),
  );
});

it('holds 200,000 keys, and takes none for another', () => {
  const seen = new SeenKeys();
  const keys = hashesOfIds(200_000);
  expect(keys.filter((key) => seen.add(key, { high: 0, low: 0 }) !== 'new')).toEqual([]);
  expect(keys.filter((key) => seen.add(key, { high: 0, low: 0 }) !== 'same')).toEqual([]);
  expect(keys.filter((key) => seen.add(key, { high: 1, low: 0 }) !== 'changed')).toEqual([]);
  const again = new SeenKeys();
  again.load(seen.takeNew());
  expect(keys.filter((key) => again.add(key, { high: 0, low: 0 }) !== 'same')).toEqual([]);
});
