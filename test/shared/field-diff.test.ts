import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../shared/connector/redactor.ts';
import { changesPerRecord, fieldDiff as redactedDiff, sameRecord } from '../../shared/records/field-diff.ts';
import { fieldRedactor } from '../../shared/records/redact-fields.ts';

/** A diff of records whose source has no secrets. */
const fieldDiff = (before: string, after: string) =>
  redactedDiff(before, after, { path: (path) => path, value: (_name, value) => value });

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
    expect(change?.old).toMatch(/^x{1024}… \(5000 bytes, sha256 [0-9a-f]{64}\)$/);
    expect(change?.new).not.toEqual(change?.old);
    const [list] = fieldDiff('{"list":[]}', JSON.stringify({ list: Array.from({ length: 2_000 }, () => 1) }));
    expect(String(list?.new).length).toBeLessThan(1_200);
    const [named] = fieldDiff('{}', JSON.stringify({ [long]: 1 }));
    expect(named).toEqual({ field: expect.stringMatching(/^x{1024}… \(5000 bytes/), new: 1 });
  });

  it('measures in bytes of UTF-8: 1,024 are shown as they are, one more is cut at the border of a character', () => {
    const shown = (value: string) => fieldDiff('{}', JSON.stringify({ value }))[0]?.new;
    for (const fits of ['x'.repeat(1_024), 'é'.repeat(512), '漢'.repeat(341), '🙂'.repeat(256)]) {
      expect(shown(fits)).toBe(fits);
    }
    expect(shown('é'.repeat(513))).toMatch(/^é{512}… \(1026 bytes/);
    expect(shown('漢'.repeat(342))).toMatch(/^漢{341}… \(1026 bytes/);
    for (const shift of [1, 2, 3]) {
      const kept = `${'x'.repeat(shift)}${'🙂'.repeat(255)}`;
      expect(shown(`${kept}🙂`)).toMatch(new RegExp(`^${kept}… \\(${1_024 + shift} bytes`));
    }
    expect(shown(`${'x'.repeat(1_100)}\ud83d`)).toMatch(/^x{1024}… \(1103 bytes/);
  });

  it('of more fields than a block should hold ends with how many more there are', () => {
    const record = (fields: number) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: fields }, (_, n) => [`f${n}`, n])));
    const all = fieldDiff('{}', record(changesPerRecord));
    expect(all).toHaveLength(changesPerRecord);
    expect(all.at(-1)).toEqual({ field: `f${changesPerRecord - 1}`, new: changesPerRecord - 1 });
    expect(fieldDiff('{}', record(changesPerRecord + 1))).toEqual([...all, { field: '(1 more field)' }]);
    expect(fieldDiff(record(changesPerRecord + 1_000), '{}').at(-1)).toEqual({ field: '(1000 more fields)' });
  });

  it('of records that are nested too deeply for the stack says so, and fails nobody', () => {
    const deep = (value: number) => `${'['.repeat(50_000)}${value}${']'.repeat(50_000)}`;
    expect(sameRecord(deep(1), deep(1))).toBe(true);
    expect(sameRecord(deep(1), deep(2))).toBe(false);
    expect(fieldDiff(deep(1), deep(2))).toEqual([{ field: '(nested too deeply to compare)' }]);
  });

  it('of records that are no objects is one change of the whole', () => {
    expect(fieldDiff('[1]', '{"a":1}')).toEqual([{ field: '', old: [1], new: { a: 1 } }]);
    expect(fieldDiff('null', '"text"')).toEqual([{ field: '', old: null, new: 'text' }]);
  });
});

describe('a diff of a source that shows its secrets', () => {
  const secret = 'tok-9f8e7d/6c+5b';
  const redactor = fieldRedactor(createRedactor([secret, 'k1']));
  const diff = (before: unknown, after: unknown) =>
    redactedDiff(JSON.stringify(before), JSON.stringify(after), redactor);

  it('shows them nowhere, at no depth and in no encoding', () => {
    const changes = diff(
      { hook: `https://x/?t=${encodeURIComponent(secret)}`, deep: { list: [{ a: [secret] }] }, pin: 'k1' },
      {
        hook: Buffer.from(`user:${secret}`).toString('base64'),
        deep: { list: [{ [secret]: `<${secret}>` }], [secret]: { and: secret } },
        pin: 'k1 is fine within a text',
      },
    );
    expect(changes).toEqual([
      { field: 'hook', old: 'https://x/?t=[redacted]', new: expect.stringContaining('[redacted]') },
      { field: 'deep.list', old: [{ a: ['[redacted]'] }], new: [{ '[redacted]': '<[redacted]>' }] },
      { field: 'deep.[redacted]', new: { and: '[redacted]' } },
      { field: 'pin', old: '[redacted]', new: 'k1 is fine within a text' },
    ]);
  });

  it('says that a field has changed although all of it is hidden', () => {
    expect(diff({ password: 'one' }, { password: 'two' })).toEqual([
      { field: 'password', old: '[redacted]', new: '[redacted]' },
    ]);
    expect(diff({ a: { api_token: 'one' } }, { a: {} })).toEqual([{ field: 'a.api_token', old: '[redacted]' }]);
    expect(diff({ session: { city: 'Bern' } }, { session: {} })).toEqual([{ field: 'session.city', old: 'Bern' }]);
    expect(diff(null, secret)).toEqual([{ field: '', old: null, new: '[redacted]' }]);
    expect(diff({}, JSON.parse(`{"__proto__":"${secret}"}`))).toEqual([{ field: '__proto__', new: '[redacted]' }]);
  });

  it('leaves no half of a secret where a long value is cut, nor its hash', () => {
    for (let at = 1_000; at < 1_030; at++) {
      const before = `${'x'.repeat(at)}${secret}${'y'.repeat(2_000)}`;
      const [change] = diff({ before }, {});
      expect(change?.old).toMatch(/^x{1000}/);
      expect(change?.old).not.toContain('tok');
      const same = diff({ before: before.replace(secret, '[redacted]') }, {});
      expect([change]).toEqual(same);
    }
  });

  it('shows no value at all where nobody knows the secrets', () => {
    const nothing = fieldRedactor(undefined);
    expect(redactedDiff('{"a":{"b":1},"c":null}', '{"a":{"b":2},"d":[1]}', nothing)).toEqual([
      { field: 'a.b', old: '[redacted]', new: '[redacted]' },
      { field: 'c', old: '[redacted]' },
      { field: 'd', new: '[redacted]' },
    ]);
  });
});
