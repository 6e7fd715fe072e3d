import * as z from 'zod';
import type { AlertFilters } from '../../shared/alerts/list-alerts.ts';
import { alertSchema, alertStates, testAlertSchema } from '../../shared/api/alert.ts';
import { listSchema, pageParameters } from '../../shared/api/list.ts';
import { integrationDependencies, registry, sendTestDependencies } from './bindings.ts';
import { decodeCursor, encodeCursor } from './id-cursor.ts';
import { integrationNotFound } from './integration-problems.ts';
import { defineRoute } from './route.ts';

const params = { id: z.string() };
const query = { state: z.enum(alertStates).optional(), ...pageParameters };
const response = { status: 200, schema: listSchema(alertSchema), description: 'One page of them' };

export const alertsRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/alerts',
    summary: 'How each alert of each integration stands: its latest episode, newest first',
    problems: ['invalid-cursor'],
    query,
    response,
    handle: async ({ caller, query: { state, ...page } }) => ({
      status: 200,
      body: await pageOf(caller.org, { state }, page),
    }),
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/integrations/{id}/alerts',
    summary: 'How the alerts of an integration stand: the latest episode of each kind, newest first',
    problems: ['integration-not-found', 'invalid-cursor'],
    params,
    query,
    response,
    handle: async ({ caller, params: { id }, query: { state, ...page } }) => {
      if (!(await integrationDependencies().integrations.get(caller.org, id))) throw integrationNotFound(id);
      return { status: 200, body: await pageOf(caller.org, { integrationId: id, state }, page) };
    },
  }),

  defineRoute({
    method: 'POST',
    path: '/v1/integrations/{id}/alerts/test',
    role: 'operator',
    summary: 'Sends a test to whoever would be told of an alert, also where alerts are switched off',
    problems: ['integration-not-found'],
    params,
    response: { status: 200, schema: testAlertSchema, description: 'What came of it' },
    handle: async ({ caller, params: { id } }) => {
      const { sendTest } = await import('../../shared/alerts/send-test.ts');
      const sent = await sendTest(await sendTestDependencies(), caller.org, id);
      if (sent.kind === 'not-found') throw integrationNotFound(id);
      return { status: 200, body: { notified: [...sent.notified], undelivered: [...sent.undelivered] } };
    },
  }),
];

async function pageOf(
  org: string,
  filters: AlertFilters,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
) {
  const listed = ['alerts', org, filters];
  const after = cursor === undefined ? null : decodeCursor(listed, cursor);
  const { listAlerts } = await import('../../shared/alerts/list-alerts.ts');
  const { items, next } = await listAlerts(registry(), org, filters, { limit, cursor: after });
  return { items, next: next === null ? null : encodeCursor(listed, next) };
}
