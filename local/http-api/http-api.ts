import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { guardLoopback } from '../emulators/loopback.ts';
import { messageOf } from '../problem.ts';
import type { Log } from '../runtime-log.ts';
import { isForeignPage } from './caller.ts';
import { type Cors, corsHeaders, preflightHeaders } from './cors.ts';
import { functionAnswer, gatewayAnswer, type HttpAnswer } from './function-response.ts';
import { type ApiStage, requestEvent } from './request-event.ts';
import { type Route, type RouteMatch, RouteTable } from './routes.ts';

export interface HttpApiSettings extends ApiStage {
  readonly routes: readonly Route[];
  readonly cors: Cors | null;
}

/** API Gateway's limit for a request. */
const maximumBodyBytes = 10 * 1024 * 1024;

/** An HTTP API as a server that does not listen yet. */
export function createHttpApi(settings: HttpApiSettings, log: Log): Server {
  const routes = new RouteTable(settings.routes);
  const server = createServer((request, response) => {
    answer(request, routes, settings)
      .catch((thrown: unknown) => {
        log(`${request.method} ${request.url}: ${messageOf(thrown)}`);
        return gatewayAnswer(500, 'Internal Server Error');
      })
      .then((result) => send(request, response, result));
  });
  guardLoopback(server);
  return server;
}

async function answer(request: IncomingMessage, routes: RouteTable, settings: HttpApiSettings): Promise<HttpAnswer> {
  const { cors } = settings;
  const { method, headers } = request;
  if (cors === null) return serve(request, routes, settings);
  if (method === 'OPTIONS' && headers['access-control-request-method'] !== undefined) {
    return { status: 204, headers: preflightHeaders(cors, headers.origin), body: Buffer.alloc(0) };
  }
  return withCors(await serve(request, routes, settings), cors, headers.origin);
}

async function serve(request: IncomingMessage, routes: RouteTable, settings: HttpApiSettings): Promise<HttpAnswer> {
  const { method = 'GET', headers } = request;
  const { pathname } = new URL(`http://local${request.url ?? '/'}`);
  const prefix = settings.stageName === '$default' ? '' : `/${settings.stageName}`;
  const match = pathname.startsWith(`${prefix}/`) ? routes.find(method, pathname.slice(prefix.length)) : null;
  if (match === null) return gatewayAnswer(404, 'Not Found');
  if (match.route.needsIam && isForeignPage(headers)) {
    return gatewayAnswer(403, 'Forbidden: this comes from a web page of another origin');
  }
  const body = await readBody(request);
  if (body === null) return gatewayAnswer(413, 'Request Entity Too Large');
  return invoke(match, requestEvent(request, body, match, settings));
}

async function invoke({ route }: RouteMatch, event: ReturnType<typeof requestEvent>): Promise<HttpAnswer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), route.timeoutSeconds * 1000);
  });
  const result = await Promise.race([route.lambda.invoke(event), late]);
  clearTimeout(timer);
  if (result === null) return gatewayAnswer(504, 'Endpoint request timed out');
  return result.kind === 'succeeded' ? functionAnswer(result.payload) : gatewayAnswer(500, 'Internal Server Error');
}

/** Null for a body that is too large. It is read to its end all the same, so that the client gets to see the answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= maximumBodyBytes) chunks.push(chunk);
  }
  return bytes > maximumBodyBytes ? null : Buffer.concat(chunks);
}

/** As in AWS, the API's configuration replaces whatever CORS headers the function sends. */
function withCors(result: HttpAnswer, cors: Cors, origin: string | undefined): HttpAnswer {
  const own = Object.entries(result.headers).filter(([name]) => !name.startsWith('access-control-'));
  return { ...result, headers: { ...Object.fromEntries(own), ...corsHeaders(cors, origin) } };
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
}
