/** The body is larger than allowed; reading was stopped there. */
export class BodyTooLargeError extends Error {
  override readonly name = 'BodyTooLargeError';
}

/** The body as text, in the charset that the source names; throws BodyTooLargeError beyond `maxBytes` of it. */
export async function readBody(response: Response, maxBytes: number): Promise<string> {
  if (response.body === null) return '';
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.byteLength;
    if (bytes > maxBytes) {
      await reader.cancel();
      throw new BodyTooLargeError();
    }
    chunks.push(next.value);
  }
  return decoderFor(response.headers.get('content-type')).decode(
    chunks.length === 1 ? chunks[0] : Buffer.concat(chunks),
  );
}

const utf8 = new TextDecoder();

function decoderFor(contentType: string | null): { decode(bytes: Uint8Array | undefined): string } {
  const charset = /charset\s*=\s*"?([^\s";]+)/i.exec(contentType ?? '')?.[1];
  if (charset === undefined || /^utf-?8$/i.test(charset)) return utf8;
  try {
    return new TextDecoder(charset);
  } catch {
    // A charset that nobody knows: JSON is UTF-8 by its standard.
    return utf8;
  }
}
