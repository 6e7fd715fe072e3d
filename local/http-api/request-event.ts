import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { account } from '../account.ts';
import type { JsonObject } from '../json.ts';
import { decode, type RouteMatch } from './routes.ts';

export interface ApiStage {
  readonly apiId: string;
  readonly stageName: string;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Bodies of every other type reach the function in base64; forms too, as in AWS. */
const textTypes = /^(text\/|application\/(json|xml|javascript)|[^;]*\+(json|xml))/i;

/** The event that an HTTP API hands to a function, payload format 2.0. */
export function requestEvent(
  request: IncomingMessage,
  /** Path and query, still encoded. */
  target: string,
  body: Buffer,
  { route, pathParameters }: Pick<RouteMatch, 'pathParameters'> & { readonly route: { readonly routeKey: string } },
  { apiId, stageName }: ApiStage,
  /** What the authorizer tells of the caller; null where there is none. */
  authorizer: JsonObject | null,
): JsonObject {
  const url = new URL(`http://local${target}`);
  const { headers, cookies } = headersOf(request);
  const isText = textTypes.test(headers['content-type'] ?? 'text/plain');
  const now = new Date();
  // An HTTP API, other than a function URL, decodes the path, and loses what follows a decoded question mark.
  const rawPath = decode(url.pathname).split('?')[0] ?? '/';
  return {
    version: '2.0',
    routeKey: route.routeKey,
    rawPath,
    rawQueryString: url.search.slice(1),
    ...(cookies.length > 0 ? { cookies } : {}),
    headers,
    ...(url.search.length > 1 ? { queryStringParameters: queryOf(url) } : {}),
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters: { ...pathParameters } } : {}),
    requestContext: {
      accountId: account.accountId,
      apiId,
      ...(authorizer === null ? {} : { authorizer }),
      domainName: (headers['host'] ?? '').replace(/:\d+$/, ''),
      domainPrefix: apiId,
      http: {
        method: request.method ?? 'GET',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey: route.routeKey,
      stage: stageName,
      time: clfTime(now),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function headersOf(request: IncomingMessage): { headers: Record<string, string>; cookies: string[] } {
  const { cookie, ...others } = request.headersDistinct;
  const headers: Record<string, string> = {};
  for (const [name, values] of Object.entries(others)) headers[name] = (values ?? []).join(',');
  return { headers, cookies: (cookie ?? []).flatMap((line) => line.split(/;\s*/)).filter((item) => item !== '') };
}

function queryOf(url: URL): Record<string, string> {
  const query: Record<string, string> = {};
  for (const name of new Set(url.searchParams.keys())) query[name] = url.searchParams.getAll(name).join(',');
  return query;
}

/** `23/Nov/2025:13:40:02 +0000` */
function clfTime(time: Date): string {
  const day = String(time.getUTCDate()).padStart(2, '0');
  return `${day}/${months[time.getUTCMonth()]}/${time.getUTCFullYear()}:${time.toISOString().slice(11, 19)} +0000`;
}
