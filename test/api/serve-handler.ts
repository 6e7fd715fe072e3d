import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { listen, type Running } from '../../local/emulators/listen.ts';
import { localAdmin } from '../../local/http-api/caller.ts';
import { functionAnswer } from '../../local/http-api/function-response.ts';
import { requestEvent } from '../../local/http-api/request-event.ts';
import type { Json } from '../../local/json.ts';

export type Handler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2 | undefined>;

const stage = { apiId: 'test', stageName: '$default' };
const openPaths = new Set(['/healthz', '/openapi.json']);

/** Puts a handler behind HTTP, with the events and answers that the embedded API gateway makes. */
export function serveHandler(handler: Handler): Promise<Running> {
  return listen(
    createServer(async (request, response) => {
      const path = request.url?.split('?')[0] ?? '/';
      const route = {
        routeKey: 'ANY /v1/{proxy+}',
      };
      const isKnown = !openPaths.has(path) && request.headers['x-anonymous'] === undefined;
      const caller = isKnown ? { iam: localAdmin } : null;
      const pathParameters = { proxy: decodeURIComponent(path.replace(/^\/v1\//, '')) };
      const event = requestEvent(
        request,
        request.url ?? '/',
        await buffer(request),
        { route, pathParameters },
        stage,
        caller,
      );
      const result = await handler(event as unknown as APIGatewayProxyEventV2, {} as Context);
      const { status, headers, body } = functionAnswer(JSON.parse(JSON.stringify(result)) as Json);
      response.writeHead(status, { ...headers });
      response.end(body);
    }),
  );
}
