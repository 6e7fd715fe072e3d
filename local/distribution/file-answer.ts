import type { IncomingMessage } from 'node:http';
import type { HttpAnswer } from '../http-api/function-response.ts';
import type { BucketOrigin, CachedFile } from './bucket-origin.ts';
import { type Encoding, encodingFor, isCompressible } from './encodings.ts';

/** The object at a path as CloudFront answers with it. `path` is still encoded. */
export async function fileAnswer(
  request: IncomingMessage,
  origin: BucketOrigin,
  path: string,
  isCompressing: boolean,
): Promise<HttpAnswer> {
  const { method, headers } = request;
  if (method !== 'GET' && method !== 'HEAD') return plain(403, 'Only GET and HEAD are allowed here');
  const file = await origin.get(path);
  if (file === null) return plain(404, 'Not Found');
  const isEncodable = isCompressing && isCompressible(file.contentType, file.bytes.length);
  const encoding = isEncodable ? encodingFor(headers['accept-encoding']) : null;
  const answer = headersOf(file, isEncodable, encoding);
  if (isUnchanged(headers['if-none-match'], file.etag)) return { status: 304, headers: answer, body: Buffer.alloc(0) };
  return { status: 200, headers: answer, body: encoding === null ? file.bytes : await file.encoded(encoding) };
}

function headersOf(file: CachedFile, isEncodable: boolean, encoding: Encoding | null): Record<string, string> {
  return {
    'content-type': file.contentType,
    // Of what was compressed on the way, the tag says no more that every byte is the same.
    etag: encoding === null ? file.etag : weak(file.etag),
    ...(file.cacheControl !== null && { 'cache-control': file.cacheControl }),
    ...(isEncodable && { vary: 'accept-encoding' }),
    ...(encoding !== null && { 'content-encoding': encoding }),
  };
}

const weak = (etag: string): string => (etag.startsWith('W/') ? etag : `W/${etag}`);

function isUnchanged(given: string | undefined, etag: string): boolean {
  if (given === undefined || etag === '') return false;
  return given.split(',').some((tag) => tag.trim() === '*' || weak(tag.trim()) === weak(etag));
}

function plain(status: number, text: string): HttpAnswer {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache' };
  return { status, headers, body: Buffer.from(`${text}\n`) };
}
