import * as z from 'zod';
import { defineRoute, type Route } from './route.ts';

/** What the API says of itself; `others` are the routes that it describes beside these. */
export const serviceRoutes = (others: readonly Route[]): readonly Route[] => [
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
      const { describeApi } = await import('./openapi.ts');
      return { status: 200, body: describeApi([...serviceRoutes(others), ...others]) };
    },
  }),
];
