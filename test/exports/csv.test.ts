import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../../shared/exports/csv.ts';
import { readCsv } from './read-csv.ts';

const formulas = ['=1+1', '+49 30 1234', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '\0=1', '＝1', '＋1', '－1', '＠A1'];
const harmless = ['plain', "'=1", ' =1', 'a=1', 'a,b', 'say "hi"', 'two\nlines', 'two\r\nlines', 'ünï 🎈 ☃', '"', '🎈'];

const oneCell = (text: string) => readCsv(csvLine([text]))[0]?.[0];

describe('a cell', () => {
  it.each(formulas)('that looks like a formula becomes a text: %j', (text) => {
    expect(oneCell(text)).toBe(`'${text}`);
  });

  it.each(harmless)('is else what it was: %j', (text) => {
    expect(oneCell(text)).toBe(text);
  });

  it('that is a number stays one, a negative one too', () => {
    expect(csvLine([-1, 0, 1.5])).toBe('-1,0,1.5\r\n');
    expect(csvLine(['-1'])).toBe("'-1\r\n");
  });

  it('that is empty tells a text from nothing', () => {
    expect(csvLine([null, '', null])).toBe(',"",\r\n');
    expect(readCsv(csvLine([null, '', null]))).toEqual([[null, '', null]]);
  });
});

it('is read back cell by cell, whatever is in them', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '=', "'", 'a', '\t', '\0') }),
  );
  const cell = fc.oneof(text, fc.constant(null), fc.integer());
  const tables = fc
    .integer({ min: 1, max: 5 })
    .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }));
  fc.assert(
    fc.property(tables, (rows) => {
      const read = readCsv(rows.map(csvLine).join(''));
      const expected = rows.map((row) =>
        row.map((value) =>
          typeof value === 'string' && formulas.some(([first = '']) => value.startsWith(first))
            ? `'${value}`
            : value === null
              ? null
              : String(value),
        ),
      );
      expect(read).toEqual(expected);
    }),
  );
});
