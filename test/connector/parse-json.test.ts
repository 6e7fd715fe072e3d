import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseJson } from '../../shared/connector/parse-json.ts';

const digits = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });

test('any JSON is read, and every whole number keeps its digits', () => {
  fc.assert(
    fc.property(fc.json(), digits, fc.array(digits), fc.string(), (json, one, several, text) => {
      const read = parseJson(
        `{"json": ${json}, "one": ${one}, "several": [${several.join(' ,\n')}], "text": ${JSON.stringify(text)}}`,
      );
      const kept = (value: bigint) => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value));
      expect(read).toMatchObject({ one: kept(one), several: several.map(kept), text });
    }),
  );
});

test('texts of digits, and numbers with a fraction or an exponent, stay what they are', () => {
  expect(parseJson('["12345678901234567890", 1.2345678901234567, 1e30, "a12345678901234567"]')).toEqual([
    '12345678901234567890',
    1.2345678901234567,
    1e30,
    'a12345678901234567',
  ]);
});
