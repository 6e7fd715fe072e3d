import { connectorSchema } from '../../shared/api/connector.ts';
import { listSchema } from '../../shared/api/list.ts';
import { defineRoute } from './route.ts';

export const connectorsRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/connectors',
    summary: 'The kinds of external systems that integrations can be made for',
    response: { status: 200, schema: listSchema(connectorSchema), description: 'All of them' },
    handle: async () => {
      const { describeConnectors } = await import('./describe-connectors.ts');
      return { status: 200, body: { items: describeConnectors(), next: null } };
    },
  }),
];
