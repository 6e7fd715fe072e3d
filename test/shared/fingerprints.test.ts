import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Fingerprints, FingerprintsBuilder } from '../../shared/fingerprints/fingerprints.ts';
import { type Hash64, hash64, hashFromHex, hashToHex } from '../../shared/fingerprints/hash.ts';
import { mergeFingerprints } from '../../shared/fingerprints/merge-fingerprints.ts';
import { anyHash, crowdedHash, hashesOfIds, textOf } from './hashes.ts';

type Entry = readonly [key: Hash64, content: Hash64];

const entriesOf = (key: fc.Arbitrary<Hash64>) => fc.array(fc.tuple(key, anyHash), { maxLength: 200, size: 'max' });
const anyEntries = fc.oneof(entriesOf(anyHash), entriesOf(crowdedHash));

function build(entries: readonly Entry[]): Fingerprints {
  const builder = new FingerprintsBuilder();
  for (const [key, content] of entries) builder.add(key, content);
  return builder.build();
}

const contents = (fingerprints: Fingerprints): Map<string, string> =>
  new Map(
    Array.from({ length: fingerprints.size }, (_, index) => [
      textOf(fingerprints.keyAt(index)),
      textOf(fingerprints.contentAt(index)),
    ]),
  );

const mapOf = (entries: readonly Entry[]) => new Map(entries.map(([key, content]) => [textOf(key), textOf(content)]));
const sorted = (map: ReadonlyMap<string, string>) => [...map].toSorted(([a], [b]) => (a < b ? -1 : 1));

/** Each key once, and behind the one before. */
function expectInOrder(fingerprints: Fingerprints): void {
  for (let index = 1; index < fingerprints.size; index++) {
    expect(hashToHex(fingerprints.keyAt(index - 1)) < hashToHex(fingerprints.keyAt(index))).toBe(true);
  }
}

describe('hashes', () => {
  it('are the first 8 bytes of SHA-256, and go to hexadecimal and back', () => {
    expect(hashToHex(hash64('abc'))).toBe('ba7816bf8f01cfea');
    expect(hash64(Buffer.from('abc'))).toEqual(hash64('abc'));
    fc.assert(
      fc.property(anyHash, (hash) => {
        expect(hashToHex(hash)).toMatch(/^[0-9a-f]{16}$/);
        expect(hashFromHex(hashToHex(hash))).toEqual(hash);
      }),
    );
  });
});

describe('building', () => {
  it('holds each key once, in order, with the content that came last', () => {
    fc.assert(
      fc.property(anyEntries, (entries) => {
        const built = build(entries);
        expect(sorted(contents(built))).toEqual(sorted(mapOf(entries)));
        expectInOrder(built);
      }),
    );
  });

  it('grows with what is added', () => {
    const keys = hashesOfIds(5_000);
    const built = build([...keys, ...keys].map((key, n) => [key, { high: n, low: 0 }]));
    expect(built.size).toBe(5_000);
    expect(keys.every((key, n) => built.hasContent(built.indexOf(key), { high: n + 5_000, low: 0 }))).toBe(true);
  });
});

describe('looking up', () => {
  it('finds exactly the keys that are there', () => {
    fc.assert(
      fc.property(anyEntries, fc.array(fc.oneof(anyHash, crowdedHash)), (entries, others) => {
        const built = build(entries);
        const known = mapOf(entries);
        for (const key of [...entries.map(([one]) => one), ...others]) {
          const index = built.indexOf(key);
          const content = known.get(textOf(key));
          if (content === undefined) expect(index).toBe(-1);
          else expect([textOf(built.keyAt(index)), textOf(built.contentAt(index))]).toEqual([textOf(key), content]);
        }
      }),
    );
  });

  it('finds each of 100,000 ids, and none of 100,000 others', () => {
    const keys = hashesOfIds(100_000);
    const built = build(keys.map((key, n) => [key, { high: n, low: 1 }]));
    expect(built.size).toBe(100_000);
    expect(keys.filter((key, n) => !built.hasContent(built.indexOf(key), { high: n, low: 1 }))).toEqual([]);
    expect(hashesOfIds(100_000, 'other').filter((key) => built.indexOf(key) !== -1)).toEqual([]);
  });

  it('finds keys that are crowded at one end, where the guess by proportion is far off', () => {
    const low = Array.from({ length: 3_000 }, (_, n) => ({ high: n >>> 6, low: n & 63 }));
    const high = low.map((key) => ({ ...key, high: 0xffff_ffff - key.high }));
    for (const keys of [low, high, [...low, { high: 0xffff_ffff, low: 0xffff_ffff }]]) {
      const built = build(keys.map((key) => [key, key]));
      expect(keys.filter((key) => !built.hasContent(built.indexOf(key), key))).toEqual([]);
    }
  });
});

describe('bytes', () => {
  it('take 16 a record and are read back, wherever in memory they lie', () => {
    fc.assert(
      fc.property(anyEntries, fc.nat({ max: 9 }), fc.boolean(), (entries, offset, asBuffer) => {
        const built = build(entries);
        const bytes = built.encode();
        expect(bytes.byteLength).toBe(16 * built.size);
        const moved = new Uint8Array(bytes.byteLength + offset);
        moved.set(bytes, offset);
        const view = asBuffer ? Buffer.from(moved.buffer, offset, bytes.byteLength) : moved.subarray(offset);
        expect(contents(Fingerprints.decode(view))).toEqual(contents(built));
      }),
    );
  });

  it('that are cut off are refused', () => {
    const bytes = build([[hash64('a'), hash64('b')]]).encode();
    expect(() => Fingerprints.decode(bytes.subarray(0, 15))).toThrow('15 bytes, not a multiple of 16: it is damaged');
    expect(Fingerprints.decode(new Uint8Array()).size).toBe(0);
  });
});

describe('merging', () => {
  it('keeps what may stay, and adds or replaces what has changed', () => {
    fc.assert(
      fc.property(anyEntries, anyEntries, fc.func(fc.boolean()), (before, changes, chance) => {
        const [base, changed] = [build(before), build(changes)];
        const keep = (index: number) => chance(textOf(base.keyAt(index)));
        const merged = mergeFingerprints(base, changed, keep);
        const kept = [...contents(base)].filter((_, index) => keep(index));
        expect(sorted(contents(merged))).toEqual(sorted(new Map([...kept, ...contents(changed)])));
        expectInOrder(merged);
      }),
    );
  });
});
