import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { Api } from '../../cli/api-client.ts';
import { type Handler, serveHandler } from '../api/serve-handler.ts';
import { startServices } from '../pipeline/services.ts';

/** The API's own handler behind HTTP, over the same services as a world; once for each test file. */
export async function startServedApi() {
  const services = await startServices();
  Object.assign(process.env, services.environment);
  const { handler } = (await import('../../functions/api/api.ts')) as unknown as { handler: Handler };
  const server = await serveHandler(handler);
  return {
    services,
    url: server.url,
    api: new Api(server.url),

    async get(path: string) {
      const response = await fetch(`${server.url}${path}`);
      return { status: response.status, body: await response.json() };
    },

    /** The same as somebody of another org. */
    async getAs(accountId: string, path: string) {
      const { pathname, searchParams } = new URL(path, server.url);
      const event = {
        version: '2.0',
        rawPath: pathname,
        rawQueryString: searchParams.toString(),
        headers: {},
        requestContext: {
          http: { method: 'GET', path: pathname },
          authorizer: { iam: { accountId, userArn: `arn:aws:iam::${accountId}:user/eve` } },
        },
      };
      const answer = await handler(event as unknown as APIGatewayProxyEventV2, {} as Context);
      return { status: answer?.statusCode, body: JSON.parse(answer?.body ?? 'null') };
    },

    async close(): Promise<void> {
      await server.close();
      await services.close();
    },
  };
}

export type ServedApi = Awaited<ReturnType<typeof startServedApi>>;
