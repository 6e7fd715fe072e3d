import * as z from 'zod';
import { integrationFilters } from '../../shared/api/filters.ts';
import { integrationHealthSchema } from '../../shared/api/health.ts';
import {
  createIntegrationSchema,
  integrationSchema,
  testIntegrationSchema,
  testReportSchema,
  updateIntegrationSchema,
} from '../../shared/api/integration.ts';
import { listSchema, pageParameters } from '../../shared/api/list.ts';
import type { JsonObject } from '../../shared/connector/json.ts';
import type { StoredIntegration } from '../../shared/integrations/integration-store.ts';
import { hookDependencies, integrationDependencies } from './bindings.ts';
import { decodeCursor, encodeCursor } from './id-cursor.ts';
import { integrationNotFound, problemOfRefusal } from './integration-problems.ts';
import { keepSchedules } from './keep-schedules.ts';
import { presentHealth } from './present-health.ts';
import { presentIntegration, presentIntegrations } from './present-integration.ts';
import { defineRoute } from './route.ts';

const params = { id: z.string() };
/** Most requests only read; what it takes to change an integration is loaded with the first one that does. */
const changing = () => import('../../shared/history/integration-history.ts');
const location = (integrationId: string) => ({ location: `/v1/integrations/${integrationId}` });

export const integrationsRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/integrations',
    summary: 'All integrations, newest first',
    problems: ['invalid-cursor'],
    query: {
      name: z.string().min(1).optional().describe('only the one with this name, whatever its case'),
      ...integrationFilters,
      ...pageParameters,
    },
    response: { status: 200, schema: listSchema(integrationSchema), description: 'One page of them' },
    handle: async ({ caller, query }) => {
      if (query.name !== undefined) {
        const found = await integrationDependencies().names.find(caller.org, query.name);
        return { status: 200, body: { items: await presentIntegrations(found ? [found] : []), next: null } };
      }
      const { q, status, connector, direction } = query;
      const listed = ['integrations', caller.org, { q, status, connector, direction }];
      const after = query.cursor === undefined ? null : decodeCursor(listed, query.cursor);
      const page = await integrationDependencies().integrations.list(caller.org, query.limit, after, fitting(query));
      const next = page.next === null ? null : encodeCursor(listed, page.next);
      return { status: 200, body: { items: await presentIntegrations(page.items), next } };
    },
  }),

  defineRoute({
    method: 'POST',
    path: '/v1/integrations',
    summary: 'Creates an integration',
    problems: ['name-taken', 'unknown-connector', 'invalid-settings'],
    body: createIntegrationSchema,
    response: { status: 201, schema: integrationSchema, description: 'The integration, active' },
    handle: async ({ caller, body }) => {
      const { createWithHistory } = await changing();
      const result = await createWithHistory(integrationDependencies(), caller, body);
      if (result.kind !== 'created') throw await problemOfRefusal(result, '');
      const { org, integrationId, streams } = result.integration;
      // Until somebody decides otherwise, only the connector's own rhythms make it start by itself.
      if (streams.some(({ rhythm }) => rhythm !== undefined)) await keepSchedules(org, integrationId);
      const created = await presentIntegration(result.integration);
      return { status: 201, body: created, headers: location(created.integrationId) };
    },
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/integrations/{id}',
    summary: 'One integration',
    problems: ['integration-not-found'],
    params,
    response: { status: 200, schema: integrationSchema, description: 'The integration' },
    handle: async ({ caller, params: { id } }) => {
      const integration = await integrationDependencies().integrations.get(caller.org, id);
      if (!integration) throw integrationNotFound(id);
      return { status: 200, body: await presentIntegration(integration) };
    },
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/integrations/{id}/health',
    summary: 'How an integration does: what came of its last runs, and its error rate beside what is an alert',
    problems: ['integration-not-found'],
    params,
    response: { status: 200, schema: integrationHealthSchema, description: 'Its figures' },
    handle: async ({ caller, params: { id } }) => {
      const integration = await integrationDependencies().integrations.get(caller.org, id);
      if (!integration) throw integrationNotFound(id);
      return { status: 200, body: await presentHealth(integration) };
    },
  }),

  defineRoute({
    method: 'PATCH',
    path: '/v1/integrations/{id}',
    summary: 'Changes name, settings or both; new settings replace the old, but secrets that they leave out stay',
    problems: ['integration-not-found', 'name-taken', 'invalid-settings', 'unknown-connector', 'changed-meanwhile'],
    params,
    body: updateIntegrationSchema,
    response: { status: 200, schema: integrationSchema, description: 'The integration as it is now' },
    handle: async ({ caller, params: { id }, body }) => {
      const { updateWithHistory } = await changing();
      const result = await updateWithHistory(integrationDependencies(), caller, id, body);
      if (result.kind !== 'updated') throw await problemOfRefusal(result, id);
      if (body.settings !== undefined || body.disabled !== undefined) await keepSchedules(caller.org, id);
      return { status: 200, body: await presentIntegration(result.integration) };
    },
  }),

  defineRoute({
    method: 'DELETE',
    path: '/v1/integrations/{id}',
    summary: 'Removes an integration with its settings and secrets; its runs stay',
    problems: ['integration-not-found', 'run-in-progress', 'changed-meanwhile'],
    params,
    response: { status: 204, description: 'It is gone' },
    handle: async ({ caller, params: { id } }) => {
      const { deleteWithHistory } = await changing();
      const result = await deleteWithHistory(integrationDependencies(), caller, id);
      if (result.kind !== 'deleted') throw await problemOfRefusal(result, id);
      await hookDependencies().hooks.remove(caller.org, id);
      await keepSchedules(caller.org, id);
      return { status: 204, body: undefined };
    },
  }),

  defineRoute({
    method: 'POST',
    path: '/v1/integrations/{id}/test',
    role: 'operator',
    summary: 'Asks the source whether it can be reached; with settings in the body, those are tried and not saved',
    problems: ['integration-not-found', 'invalid-settings', 'unknown-connector', 'runs-on-runner'],
    params,
    body: testIntegrationSchema.optional(),
    response: { status: 200, schema: testReportSchema, description: 'What came of it, good or bad' },
    handle: async ({ caller, params: { id }, body }) => {
      const changed = body?.settings as JsonObject | undefined;
      // Brings the whole HTTP client along.
      const { testWithHistory } = await import('../../shared/history/test-with-history.ts');
      const tested = await testWithHistory(integrationDependencies(), caller, id, changed);
      if (tested.kind !== 'tested') throw await problemOfRefusal(tested, id);
      const { result, durationMs, calls, runId = null } = tested;
      return { status: 200, body: { ok: result.ok, message: result.message, durationMs, calls: [...calls], runId } };
    },
  }),
];

type Filters = { readonly [Name in keyof typeof integrationFilters]?: string | undefined };

/** Undefined where nothing is asked for. */
function fitting({ q, status, connector, direction }: Filters) {
  if ((q ?? status ?? connector ?? direction) === undefined) return undefined;
  const text = q?.toLowerCase() ?? '';
  return (one: StoredIntegration): boolean =>
    (status === undefined || one.status === status) &&
    (connector === undefined || one.connector === connector) &&
    (direction === undefined || one.direction === direction) &&
    (one.name.toLowerCase().includes(text) || one.integrationId === q);
}
