import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/** An index was cut off, damaged or removed. The next merge makes it anew from the runs that are kept. */
export class LostIndexError extends Error {
  override readonly name = 'LostIndexError';
}

/** JSON, compressed, with a checksum: not every flipped bit would show otherwise. */
export const encodeFrame = (value: unknown): Uint8Array =>
  zstdCompressSync(JSON.stringify(value), { params: { [constants.ZSTD_c_checksumFlag]: 1 } });

/** In the byte behind the magic number, this bit says that there is a checksum (RFC 8878, 3.1.1.1.1). */
const headerAt = 4;
const checksumFlag = 1 << 2;

/** Throws LostIndexError where the bytes are not what `encodeFrame` made. */
export function decodeFrame<Value>(bytes: Uint8Array): Value {
  if (((bytes[headerAt] ?? 0) & checksumFlag) === 0) throw new LostIndexError('A part of a search index is damaged.');
  try {
    return JSON.parse(zstdDecompressSync(bytes).toString('utf8')) as Value;
  } catch (error) {
    throw new LostIndexError('A part of a search index is damaged.', { cause: error });
  }
}
