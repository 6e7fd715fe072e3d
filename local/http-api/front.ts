import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Distribution } from '../distribution/distribution.ts';
import { guardLoopback } from '../emulators/loopback.ts';
import { messageOf } from '../problem.ts';
import type { Log } from '../runtime-log.ts';
import { hasBearerToken, localIam } from './authorizer.ts';
import { gatewayAnswer, type HttpAnswer } from './function-response.ts';
import { Gateway, type HttpApiSettings } from './gateway.ts';

/**
 * The HTTP API, and the distribution where there is one, as a server that does not listen yet. In AWS they have an
 * address each; here they share one, so the API takes what it has a route for and the distribution everything else.
 */
export function createFront(settings: HttpApiSettings, distribution: Distribution | null, log: Log): Server {
  const gateway = new Gateway(settings);
  const answer = (request: IncomingMessage): Promise<HttpAnswer> => {
    if (distribution === null || gateway.isPreflight(request)) return gateway.answer(request);
    const route = gateway.find(request)?.route;
    // A token is no signature: whoever has one comes by way of the console.
    const isForApi = route !== undefined && !(route.authorizer === localIam && hasBearerToken(request));
    return isForApi ? gateway.answer(request) : distribution.answer(request, gateway);
  };
  const server = createServer(async (request, response) => {
    try {
      send(request, response, await answer(request));
    } catch (thrown) {
      log(`${request.method} ${request.url}: ${messageOf(thrown)}`);
      send(request, response, gatewayAnswer(500, 'Internal Server Error'));
    }
  });
  guardLoopback(server);
  return server;
}

function send(request: IncomingMessage, response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  const isWithoutBody = request.method === 'HEAD' || status === 304;
  response.writeHead(status, { ...headers, ...(status !== 304 && { 'content-length': body.length }) });
  response.end(isWithoutBody ? undefined : body);
}
