import * as z from 'zod';
import type { AlertFilters } from '../../shared/alerts/list-alerts.ts';
import { alertKinds, alertSchema, alertStates, testAlertSchema } from '../../shared/api/alert.ts';
import { listSchema, pageParameters } from '../../shared/api/list.ts';
import { integrationDependencies, registry, sendTestDependencies } from './bindings.ts';
import { decodeCursor, encodeCursor } from './id-cursor.ts';
import { integrationNotFound } from './integration-problems.ts';
import { defineRoute } from './route.ts';

const params = { id: z.string() };
/** How urgent, and the episode. */
const placePattern = /^[012][0-9A-HJKMNP-TV-Z]{26}$/;
const query = { state: z.enum(alertStates).optional(), kind: z.enum(alertKinds).optional(), ...pageParameters };
const ofOrg = { integrationId: z.string().min(1).optional(), ...query };
const response = { status: 200, schema: listSchema(alertSchema), description: 'One page of them' };

export const alertsRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/alerts',
    summary: 'How each alert of each integration stands: its latest episode, what is raised first',
    problems: ['invalid-cursor'],
    query: ofOrg,
    response,
    handle: async ({ caller, query: { integrationId, state, kind, ...page } }) => ({
      status: 200,
      body: await pageOf(caller.org, { integrationId, state, kind }, page),
    }),
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/integrations/{id}/alerts',
    summary: 'How the alerts of an integration stand: the latest episode of each kind, what is raised first',
    problems: ['integration-not-found', 'invalid-cursor'],
    params,
    query,
    response,
    handle: async ({ caller, params: { id }, query: { state, kind, ...page } }) => {
      if (!(await integrationDependencies().integrations.get(caller.org, id))) throw integrationNotFound(id);
      return { status: 200, body: await pageOf(caller.org, { integrationId: id, state, kind }, page) };
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
  const after = cursor === undefined ? null : decodeCursor(listed, cursor, placePattern);
  const { listAlerts } = await import('../../shared/alerts/list-alerts.ts');
  const { items, next } = await listAlerts(registry(), org, filters, { limit, cursor: after });
  return { items, next: next === null ? null : encodeCursor(listed, next) };
}
