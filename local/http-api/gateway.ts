import type { IncomingMessage } from 'node:http';
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

/** Path and query of a request; the path is still encoded, with `.` and `..` gone. */
export const pathOf = (request: IncomingMessage): URL => new URL(`http://local${request.url ?? '/'}`);

/** An HTTP API, however its requests come in. */
export class Gateway {
  readonly #settings: HttpApiSettings;
  readonly #routes: RouteTable;

  constructor(settings: HttpApiSettings) {
    this.#settings = settings;
    this.#routes = new RouteTable(settings.routes);
  }

  /** The route for a request, by its own path; null where there is none. */
  find(request: IncomingMessage, pathname = pathOf(request).pathname): RouteMatch | null {
    const { stageName } = this.#settings;
    const prefix = stageName === '$default' ? '' : `/${stageName}`;
    return pathname.startsWith(`${prefix}/`)
      ? this.#routes.find(request.method ?? 'GET', pathname.slice(prefix.length))
      : null;
  }

  /** True for a browser's question whether a page of another origin may send a request, which the API itself answers. */
  isPreflight({ method, headers }: IncomingMessage): boolean {
    return this.#settings.cors !== null && method === 'OPTIONS' && 'access-control-request-method' in headers;
  }

  /** `target` is path and query where they differ from the request's own: behind a distribution. */
  async answer(request: IncomingMessage, target = request.url ?? '/'): Promise<HttpAnswer> {
    const { cors } = this.#settings;
    const { origin } = request.headers;
    if (cors === null) return this.#serve(request, target);
    if (this.isPreflight(request)) {
      return { status: 204, headers: preflightHeaders(cors, origin), body: Buffer.alloc(0) };
    }
    return withCors(await this.#serve(request, target), cors, origin);
  }

  async #serve(request: IncomingMessage, target: string): Promise<HttpAnswer> {
    const match = this.find(request, new URL(`http://local${target}`).pathname);
    if (match === null) return gatewayAnswer(404, 'Not Found');
    const verdict = await match.route.authorizer?.(request);
    if (verdict?.kind === 'refused') return verdict.answer;
    const body = await readBody(request);
    if (body === null) return gatewayAnswer(413, 'Request Entity Too Large');
    return invoke(match, requestEvent(request, target, body, match, this.#settings, verdict?.caller ?? null));
  }
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
