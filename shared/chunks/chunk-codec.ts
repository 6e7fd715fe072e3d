import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { ChunkPayload, DeletionsPayload, RecordsPayload } from './chunk.ts';

/** Level 1 halves the time of the default level and makes chunks of JSON records 5 % larger. */
const fast = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const newline = 0x0a;

/** Of a records chunk: one line of JSON with all but the records, then one line a record, so that unchanged records are hashed unparsed. */
export function encodePayload(payload: ChunkPayload): Uint8Array {
  if (payload.kind === 'deletions') return zstdCompressSync(JSON.stringify(payload), fast);
  const { lines, ...head } = payload;
  const parts: Uint8Array[] = [Buffer.from(JSON.stringify(head))];
  for (const line of lines) parts.push(lineBreak, line);
  return zstdCompressSync(Buffer.concat(parts), fast);
}

const lineBreak = Buffer.of(newline);

/** Throws where the bytes are damaged: the chunk then ends on the dead-letter queue. */
export function decodePayload(bytes: Uint8Array): ChunkPayload {
  const text = zstdDecompressSync(bytes);
  const headEnd = endOfLine(text, 0);
  const head = JSON.parse(text.toString('utf8', 0, headEnd)) as Omit<RecordsPayload, 'lines'> | DeletionsPayload;
  if (head.kind === 'deletions') return head;
  const lines: Uint8Array[] = [];
  for (let start = headEnd + 1; start <= text.length && lines.length < head.ids.length; ) {
    const end = endOfLine(text, start);
    lines.push(text.subarray(start, end));
    start = end + 1;
  }
  if (lines.length !== head.ids.length) {
    throw new Error(`The chunk names ${head.ids.length} records and holds ${lines.length}.`);
  }
  return { ...head, lines };
}

function endOfLine(text: Buffer, from: number): number {
  const end = text.indexOf(newline, from);
  return end === -1 ? text.length : end;
}
