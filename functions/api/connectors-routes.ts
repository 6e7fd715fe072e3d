import * as z from 'zod';
import { connectorSchema, draftSettingsSchema, settingsCheckSchema } from '../../shared/api/connector.ts';
import { testReportSchema } from '../../shared/api/integration.ts';
import { listSchema } from '../../shared/api/list.ts';
import type { JsonObject } from '../../shared/connector/json.ts';
import { integrationDependencies } from './bindings.ts';
import { problemOfRefusal } from './integration-problems.ts';
import { defineRoute } from './route.ts';

const params = { type: z.string() };

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

  defineRoute({
    method: 'POST',
    path: '/v1/connectors/{type}/check',
    summary:
      'Says of settings, complete or not, what they lack, what else they ask for, and what of them is not supported',
    problems: ['unknown-connector'],
    params,
    body: draftSettingsSchema,
    response: { status: 200, schema: settingsCheckSchema, description: 'What is to be said of them' },
    handle: async ({ caller, params: { type }, body }) => {
      const { checkDraft } = await import('../../shared/integrations/check-draft.ts');
      const settings = body.settings as JsonObject;
      const checked = await checkDraft(integrationDependencies(), caller.org, type, settings);
      if (checked.kind !== 'checked') throw await problemOfRefusal(checked, '');
      return { status: 200, body: checked.check };
    },
  }),

  defineRoute({
    method: 'POST',
    path: '/v1/connectors/{type}/test',
    summary: 'Tries settings on the external system before an integration is made of them; nothing is saved',
    problems: ['unknown-connector', 'invalid-settings'],
    params,
    body: draftSettingsSchema,
    response: { status: 200, schema: testReportSchema, description: 'What came of it, good or bad' },
    handle: async ({ params: { type }, body }) => {
      const { testDraft } = await import('../../shared/integrations/test-draft.ts');
      const tested = await testDraft(integrationDependencies(), type, body.settings as JsonObject);
      if (tested.kind !== 'tested') throw await problemOfRefusal(tested, '');
      const { result, durationMs, calls } = tested;
      return {
        status: 200,
        body: { ok: result.ok, message: result.message, durationMs, calls: [...calls], runId: null },
      };
    },
  }),
];
