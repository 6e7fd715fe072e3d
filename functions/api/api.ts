import middy from '@middy/core';
import httpRouter from '@middy/http-router';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { answerError } from './answer-error.ts';
import { answerRoute } from './answer-route.ts';
import { ApiProblem } from './problem.ts';
import { routes } from './routes.ts';

const router = httpRouter<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>({
  routes: routes.map((route) => ({ method: route.method, path: route.path, handler: answerRoute(route) })),
  notFoundResponse: ({ method, path }) => {
    const methods = routes.filter((route) => matches(route.path, path)).map((route) => route.method);
    if (methods.length === 0) {
      throw new ApiProblem('unknown-path', `There is nothing at ${path}; /openapi.json lists every path.`);
    }
    throw new ApiProblem('method-not-allowed', `${path} takes ${methods.join(', ')}, not ${method}.`, {
      known: methods,
    });
  },
});

/** The HTTP API: one event of API Gateway (payload 2.0) in, one response out. */
export const handler = middy<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Error, Context>()
  .before(({ event }) => {
    // API Gateway's own catch-all route has matched a `proxy` too; the router would keep that one instead of ours.
    event.pathParameters = {};
    event.requestContext.http.path = withoutPrefix(event.requestContext.http.path);
  })
  .handler(router)
  .onError((request) => {
    request.response = answerError(request.error, request.event.requestContext?.requestId ?? 'unknown');
  });

/** People come by another way than programs, to the same routes. */
const withoutPrefix = (path: string): string => path.replace(/^\/console(?=\/v1\/)/, '');

function matches(pattern: string, path: string): boolean {
  const segments = pattern
    .split('/')
    .map((part) => (part === '{proxy+}' ? '.+' : part.startsWith('{') ? '[^/]+' : part));
  return new RegExp(`^${segments.join('/').replaceAll('.json', '\\.json')}/?$`).test(path);
}
