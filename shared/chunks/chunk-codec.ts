import { promisify } from 'node:util';
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib';
import type { ChunkPayload, DeletionsPayload, RecordsPayload } from './chunk.ts';

/** Level 1 halves the time of the default level and makes chunks of JSON records 5 % larger. */
const fast = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
/** On another thread: whoever pulls has its own full with reading the source. */
const compress = promisify(zstdCompress);

/**
 * Of a records chunk: one line of JSON with all but the records, then one line a record, so that unchanged records are
 * hashed unparsed. JSON text holds no line break of its own.
 */
export async function encodePayload(payload: ChunkPayload): Promise<Uint8Array> {
  if (payload.kind === 'deletions') return compress(JSON.stringify(payload), fast);
  const { lines, ...head } = payload;
  return compress([JSON.stringify(head), ...lines].join('\n'), fast);
}

/** Throws where the bytes are damaged: the chunk then ends on the dead-letter queue. */
export function decodePayload(bytes: Uint8Array): ChunkPayload {
  const [first = '', ...lines] = zstdDecompressSync(bytes).toString('utf8').split('\n');
  const head = JSON.parse(first) as Omit<RecordsPayload, 'lines'> | DeletionsPayload;
  if (head.kind === 'deletions') return head;
  if (lines.length !== head.ids.length) {
    throw new Error(`The chunk names ${head.ids.length} records and holds ${lines.length}.`);
  }
  return { ...head, lines };
}
