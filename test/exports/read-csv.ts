/** A cell as it is written: an empty cell is null, a quoted one at least an empty text. */
export type ReadCell = string | null;

/**
 * Reads CSV by the grammar of RFC 4180, section 2, and by nothing else: lines end with CRLF, also the last one; quotes
 * enclose a whole cell or are not there. Throws at the first character that does not fit.
 */
export function readCsv(text: string): ReadCell[][] {
  const lines: ReadCell[][] = [];
  let line: ReadCell[] = [];
  for (let at = 0; at < text.length; ) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at);
    line.push(cell.value);
    if (text[cell.end] === ',') {
      at = cell.end + 1;
      continue;
    }
    if (!text.startsWith('\r\n', cell.end)) throw new Error(`Neither , nor CRLF at ${cell.end}: ${excerpt(text, at)}`);
    lines.push(line);
    line = [];
    at = cell.end + 2;
  }
  if (line.length > 0) throw new Error('The last line does not end.');
  const width = lines[0]?.length;
  if (lines.some(({ length }) => length !== width)) throw new Error('The lines do not have the same number of cells.');
  return lines;
}

function quotedCell(text: string, start: number): { value: string; end: number } {
  let value = '';
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] !== '"') value += text[at];
    else if (text[at + 1] === '"') {
      value += '"';
      at += 1;
    } else return { value, end: at + 1 };
  }
  throw new Error(`No end of the quotes at ${start}: ${excerpt(text, start)}`);
}

function plainCell(text: string, start: number): { value: ReadCell; end: number } {
  let end = start;
  while (end < text.length && !',\r\n"'.includes(text.charAt(end))) end += 1;
  if (text[end] === '"') throw new Error(`A quote within a plain cell at ${end}: ${excerpt(text, start)}`);
  return { value: end === start ? null : text.slice(start, end), end };
}

const excerpt = (text: string, at: number): string => JSON.stringify(text.slice(at, at + 40));

/** The rows of a file of ours, by the titles of its columns. Throws where it does not begin with the mark for UTF-8. */
export function readRows(bytes: Uint8Array): Record<string, ReadCell>[] {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  if (!text.startsWith('\uFEFF')) throw new Error('The file does not begin with a byte order mark.');
  const [titles = [], ...lines] = readCsv(text.slice(1));
  return lines.map((cells) => Object.fromEntries(cells.map((cell, index) => [String(titles[index]), cell])));
}
