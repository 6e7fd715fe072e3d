import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeTrailCursor, encodeTrailCursor } from '../../shared/readers/trail-cursor.ts';

const position = fc.record({ stream: fc.string({ unit: 'grapheme' }), chunk: fc.maxSafeNat(), given: fc.nat() });
const query = fc.tuple(fc.constantFrom('pages', 'entities'), fc.string(), fc.record({ stream: fc.string() }));

it('points where it was made for, and is safe in a URL', () => {
  fc.assert(
    fc.property(query, position, (asked, where) => {
      const cursor = encodeTrailCursor(asked, where);
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(decodeTrailCursor(asked, cursor)).toEqual(where);
    }),
  );
});

it('points nowhere for another query', () => {
  fc.assert(
    fc.property(query, query, position, (asked, other, where) => {
      fc.pre(JSON.stringify(asked) !== JSON.stringify(other));
      expect(decodeTrailCursor(other, encodeTrailCursor(asked, where))).toBeUndefined();
    }),
  );
});

it('is refused, or still a position, however it was tampered with; it never throws', () => {
  fc.assert(
    fc.property(query, position, fc.nat(), fc.string({ maxLength: 3 }), (asked, where, at, text) => {
      const cursor = encodeTrailCursor(asked, where);
      const cut = at % (cursor.length + 1);
      const found = decodeTrailCursor(asked, cursor.slice(0, cut) + text + cursor.slice(cut + 1));
      if (found === undefined) return;
      expect(typeof found.stream).toBe('string');
      expect(Number.isSafeInteger(found.chunk) && found.chunk >= 0).toBe(true);
      expect(Number.isSafeInteger(found.given) && found.given >= 0).toBe(true);
    }),
  );
});

it.each(['', 'x', 'null', '5', '[]', '{}', '"text"', '[1,2,3,4]'])('made of %s is refused', (content) => {
  expect(decodeTrailCursor(['q'], content)).toBeUndefined();
  expect(decodeTrailCursor(['q'], Buffer.from(content).toString('base64url'))).toBeUndefined();
});

it('with a number that is no count is refused', () => {
  const [fingerprint] = JSON.parse(
    Buffer.from(encodeTrailCursor(['q'], { stream: 's', chunk: 0, given: 0 }), 'base64url').toString(),
  ) as string[];
  for (const wrong of [-1, 0.5, '1', null, 1e300]) {
    for (const rest of [
      [wrong, 0],
      [0, wrong],
    ]) {
      const cursor = Buffer.from(JSON.stringify([fingerprint, 's', ...rest])).toString('base64url');
      expect(decodeTrailCursor(['q'], cursor)).toBeUndefined();
    }
  }
});
