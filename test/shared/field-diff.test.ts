import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldDiff, sameRecord } from '../../shared/records/field-diff.ts';

const awkward = fc.constantFrom('constructor', 'toString', '__proto__', 'hasOwnProperty', '', 'a.b');
const field = fc.oneof(fc.constantFrom('a', 'b', 'c'), awkward);

/** JSON texts of objects that often have fields in common. */
const record = fc.letrec<{ value: unknown; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null)).map((one) => JSON.stringify(one)),
    fc.array(fc.integer(), { maxLength: 3 }).map((one) => JSON.stringify(one)),
    tie('object'),
  ),
  object: fc
    .uniqueArray(fc.tuple(field, tie('value')), { selector: ([name]) => name, maxLength: 5 })
    .map((all) => `{${all.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join()}}`),
})).object;

it('is empty exactly where two records say the same', () => {
  fc.assert(
    fc.property(record, record, (before, after) => {
      const same = isDeepStrictEqual(JSON.parse(before), JSON.parse(after));
      expect(sameRecord(before, after)).toBe(same);
      if (same) expect(fieldDiff(before, after)).toEqual([]);
      expect(fieldDiff(before, before)).toEqual([]);
    }),
  );
});

it('says what is new and what is gone, the same way round and back', () => {
  fc.assert(
    fc.property(record, record, (before, after) => {
      const swapped = fieldDiff(after, before).map(({ field: name, ...change }) => ({
        field: name,
        ...('new' in change && { old: change.new }),
        ...('old' in change && { new: change.old }),
      }));
      const byText = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
      expect(fieldDiff(before, after).toSorted(byText)).toEqual(swapped.toSorted(byText));
    }),
  );
});

describe('a diff', () => {
  it('goes into objects and compares lists whole', () => {
    const before = { name: 'A', address: { city: 'Bern', zip: 1 }, tags: [1, 2], gone: null };
    const after = { tags: [2, 1], address: { zip: 1, city: 'Bonn', street: 'x' }, name: 'A', fresh: { a: 1 } };
    expect(fieldDiff(JSON.stringify(before), JSON.stringify(after))).toEqual([
      { field: 'address.city', old: 'Bern', new: 'Bonn' },
      { field: 'address.street', new: 'x' },
      { field: 'tags', old: [1, 2], new: [2, 1] },
      { field: 'gone', old: null },
      { field: 'fresh', new: { a: 1 } },
    ]);
  });

  it.each(['constructor', 'toString', 'valueOf', '__proto__', 'hasOwnProperty'])(
    'takes the field %s for one like any other',
    (name) => {
      const with_ = `{"a":1,${JSON.stringify(name)}:"x"}`;
      expect(fieldDiff('{"a":1}', with_)).toEqual([{ field: name, new: 'x' }]);
      expect(fieldDiff(with_, '{"a":1}')).toEqual([{ field: name, old: 'x' }]);
      expect(sameRecord('{"a":1}', with_)).toBe(false);
    },
  );

  it('shortens what is long, and still shows that it differs', () => {
    const [long, other] = ['x'.repeat(5_000), `${'x'.repeat(4_999)}y`];
    const [change] = fieldDiff(JSON.stringify({ long }), JSON.stringify({ long: other }));
    expect(change?.old).toMatch(/^x{1024}… \(5000 characters, sha256 [0-9a-f]{64}\)$/);
    expect(change?.new).not.toEqual(change?.old);
    const [list] = fieldDiff('{"list":[]}', JSON.stringify({ list: Array.from({ length: 2_000 }, () => 1) }));
    expect(String(list?.new).length).toBeLessThan(1_200);
  });

  it('of records that are no objects is one change of the whole', () => {
    expect(fieldDiff('[1]', '{"a":1}')).toEqual([{ field: '', old: [1], new: { a: 1 } }]);
    expect(fieldDiff('null', '"text"')).toEqual([{ field: '', old: null, new: 'text' }]);
  });
});
