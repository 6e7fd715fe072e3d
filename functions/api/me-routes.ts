import { meSchema } from '../../shared/api/me.ts';
import { defineRoute } from './route.ts';

export const meRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/me',
    summary: 'Who asks, and what they may do',
    response: { status: 200, schema: meSchema, description: 'The caller' },
    handle: async ({ caller: { user, org, role } }) => ({ status: 200, body: { user, org, role } }),
  }),
];
