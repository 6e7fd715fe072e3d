import { isJsonObject, type Json } from '../json.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

/** An answer of the gateway itself. */
export function gatewayAnswer(status: number, message: string): HttpAnswer {
  const body = Buffer.from(JSON.stringify({ message }));
  return { status, headers: { 'content-type': 'application/json' }, body };
}

/**
 * What a function returned, payload format 2.0, as the answer it stands for: a value without `statusCode` is the body
 * itself. Nonsense becomes the 500 that AWS makes of it.
 */
export function functionAnswer(payload: Json): HttpAnswer {
  if (!isJsonObject(payload) || !('statusCode' in payload)) {
    const body = typeof payload === 'string' ? payload : JSON.stringify(payload);
    return { status: 200, headers: { 'content-type': 'application/json' }, body: Buffer.from(body) };
  }
  const status = Number(payload['statusCode']);
  const body = payload['body'] ?? '';
  if (!Number.isInteger(status) || status < 200 || status > 599 || typeof body !== 'string') {
    return gatewayAnswer(500, 'Internal Server Error');
  }
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(isJsonObject(payload['headers']) ? payload['headers'] : {})) {
    headers[name.toLowerCase()] = String(value);
  }
  const cookies = payload['cookies'];
  if (Array.isArray(cookies) && cookies.length > 0) headers['set-cookie'] = cookies.map(String);
  headers['content-type'] ??= 'text/plain;charset=UTF-8';
  return { status, headers, body: Buffer.from(body, payload['isBase64Encoded'] === true ? 'base64' : 'utf8') };
}
