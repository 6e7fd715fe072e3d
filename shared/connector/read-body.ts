import type { IncomingMessage } from 'node:http';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';

/** The body is larger than allowed; reading was stopped there. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/** What `read` can take apart, for the header Accept-Encoding. */
export const acceptedEncodings = 'gzip, br, zstd';

/** An empty body may well be called compressed; one that was cut off shows itself in the connection. */
const gzip = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
const brotli = { flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH };
const decompressors: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(gzip),
  'x-gzip': () => createGunzip(gzip),
  deflate: () => createInflate(gzip),
  br: () => createBrotliDecompress(brotli),
  zstd: () => createZstdDecompress(),
};

/** The body as text, in the charset that the source names; throws BodyTooLargeError beyond `maxBytes` of it. */
export async function readBody(message: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of decompressed(message) as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new BodyTooLargeError();
    chunks.push(chunk);
  }
  const [first] = chunks;
  const body = chunks.length === 1 ? first : Buffer.concat(chunks);
  return decoderFor(message.headers['content-type']).decode(body);
}

/** Leaving it early ends the connection. */
function decompressed(message: IncomingMessage): Readable {
  const encodings = (message.headers['content-encoding'] ?? '').toLowerCase().split(',');
  const transforms = encodings
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding !== 'identity')
    .toReversed()
    .map((encoding) => {
      const create = decompressors[encoding];
      if (!create) throw new Error(`The source sends a body in the encoding ${encoding}, which is not known here.`);
      return create();
    });
  const last = transforms.at(-1);
  if (!last) return message;
  // What goes wrong shows at the last stream, which is the one that is read.
  pipeline([message, ...transforms], () => {});
  return last;
}

const utf8 = new TextDecoder();

function decoderFor(contentType: string | undefined): { decode(bytes: Uint8Array | undefined): string } {
  const charset = /charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? '')?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return utf8;
  try {
    return new TextDecoder(charset);
  } catch {
    // A charset that nobody knows: JSON is UTF-8 by its standard.
    return utf8;
  }
}
