/** What a cell is made from; null is an empty cell, an empty text a pair of quotes. */
export type Cell = string | number | null;

/**
 * Spreadsheets take UTF-8 for the local code page unless the file begins with this mark; the readers of pandas and DuckDB
 * pass over it.
 */
export const byteOrderMark = '\uFEFF';

/**
 * How a formula begins in Excel, LibreOffice or Google Sheets: the four operators, also in their full-width form, and the
 * control characters that some of them drop in front of one. See "CSV Injection" of OWASP.
 */
const beginsLikeFormula = /^[=+\-@\t\r\n\0＝＋－＠]/;

const needsQuotes = /[",\r\n]/;

/** One line of CSV (RFC 4180), with its end. Texts cannot become formulas; numbers stay numbers. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  if (value === '') return '""';
  const text = beginsLikeFormula.test(value) ? `'${value}` : value;
  return needsQuotes.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
