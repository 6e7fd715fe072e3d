import * as z from 'zod';
import { defineRoute } from './route.ts';

export const serviceRoutes = [
  defineRoute({
    method: 'GET',
    path: '/healthz',
    summary: 'Answers while the API can answer',
    open: true,
    response: { status: 200, schema: z.object({ status: z.literal('ok') }), description: 'It can' },
    handle: async () => ({ status: 200, body: { status: 'ok' as const } }),
  }),

  defineRoute({
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description',
    open: true,
    response: { status: 200, schema: z.record(z.string(), z.unknown()), description: 'OpenAPI 3.1' },
    handle: async () => {
      const [{ describeApi }, { routes }] = await Promise.all([import('./openapi.ts'), import('./routes.ts')]);
      return { status: 200, body: describeApi(routes) };
    },
  }),
];
