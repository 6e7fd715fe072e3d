import * as z from 'zod';
import {
  createIntegrationSchema,
  integrationSchema,
  testIntegrationSchema,
  testReportSchema,
  updateIntegrationSchema,
} from '../../shared/api/integration.ts';
import { listSchema, pageParameters } from '../../shared/api/list.ts';
import type { JsonObject } from '../../shared/connector/json.ts';
import { createIntegration } from '../../shared/integrations/create-integration.ts';
import { deleteIntegration } from '../../shared/integrations/delete-integration.ts';
import { updateIntegration } from '../../shared/integrations/update-integration.ts';
import { integrationDependencies } from './bindings.ts';
import { decodeCursor, encodeCursor } from './id-cursor.ts';
import { integrationNotFound, problemOfRefusal } from './integration-problems.ts';
import { presentIntegration, presentIntegrations } from './present-integration.ts';
import { defineRoute } from './route.ts';

const params = { id: z.string() };
const location = (integrationId: string) => ({ location: `/v1/integrations/${integrationId}` });

export const integrationsRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/integrations',
    summary: 'All integrations, newest first',
    problems: ['invalid-cursor'],
    query: {
      name: z.string().min(1).optional().describe('only the one with this name, whatever its case'),
      ...pageParameters,
    },
    response: { status: 200, schema: listSchema(integrationSchema), description: 'One page of them' },
    handle: async ({ caller, query }) => {
      if (query.name !== undefined) {
        const found = await integrationDependencies().names.find(caller.org, query.name);
        return { status: 200, body: { items: await presentIntegrations(found ? [found] : []), next: null } };
      }
      const after = query.cursor === undefined ? null : decodeCursor(query.cursor);
      const page = await integrationDependencies().integrations.list(caller.org, query.limit, after);
      const next = page.next === null ? null : encodeCursor(page.next);
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
      const result = await createIntegration(integrationDependencies(), caller.org, body);
      if (result.kind !== 'created') throw await problemOfRefusal(result, '');
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
    method: 'PATCH',
    path: '/v1/integrations/{id}',
    summary: 'Changes name, settings or both; new settings replace the old, but secrets that they leave out stay',
    problems: ['integration-not-found', 'name-taken', 'invalid-settings', 'unknown-connector', 'changed-meanwhile'],
    params,
    body: updateIntegrationSchema,
    response: { status: 200, schema: integrationSchema, description: 'The integration as it is now' },
    handle: async ({ caller, params: { id }, body }) => {
      const result = await updateIntegration(integrationDependencies(), caller.org, id, body);
      if (result.kind !== 'updated') throw await problemOfRefusal(result, id);
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
      const result = await deleteIntegration(integrationDependencies(), caller.org, id);
      if (result.kind !== 'deleted') throw await problemOfRefusal(result, id);
      return { status: 204, body: undefined };
    },
  }),

  defineRoute({
    method: 'POST',
    path: '/v1/integrations/{id}/test',
    summary: 'Asks the source whether it can be reached; with settings in the body, those are tried and not saved',
    problems: ['integration-not-found', 'invalid-settings', 'unknown-connector'],
    params,
    body: testIntegrationSchema.optional(),
    response: { status: 200, schema: testReportSchema, description: 'What came of it, good or bad' },
    handle: async ({ caller, params: { id }, body }) => {
      const changed = body?.settings as JsonObject | undefined;
      // Brings the whole HTTP client along.
      const { testIntegration } = await import('../../shared/integrations/test-integration.ts');
      const tested = await testIntegration(integrationDependencies(), caller.org, id, changed);
      if (tested.kind !== 'tested') throw await problemOfRefusal(tested, id);
      const { result, durationMs, calls } = tested;
      return { status: 200, body: { ok: result.ok, message: result.message, durationMs, calls: [...calls] } };
    },
  }),
];
