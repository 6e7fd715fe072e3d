import * as z from 'zod';
import { createdHookSchema, hookSchema } from '../../shared/api/hook.ts';
import { readHook } from '../../shared/hooks/manage-hook.ts';
import { hookDependencies } from './bindings.ts';
import { integrationNotFound } from './integration-problems.ts';
import { ApiProblem } from './problem.ts';
import { defineRoute } from './route.ts';

const params = { id: z.string() };
const path = '/v1/integrations/{id}/hook';

/** Loaded when it is needed: hardly any request changes a webhook. */
const changing = () => import('../../shared/history/hook-history.ts');

export const hooksRoutes = [
  defineRoute({
    method: 'GET',
    path,
    summary: 'Where the source tells of changes, and since when with which secret; not the secret itself',
    problems: ['hook-not-found'],
    params,
    response: { status: 200, schema: hookSchema, description: 'The webhook' },
    handle: async ({ caller, params: { id } }) => {
      const hook = await readHook(hookDependencies(), caller.org, id);
      if (!hook) throw hookNotFound(id);
      return { status: 200, body: hook };
    },
  }),

  defineRoute({
    method: 'POST',
    path,
    summary: 'Makes a webhook, or a new secret for it; the one before is taken for another 24 hours',
    problems: ['integration-not-found', 'not-offered', 'changed-meanwhile'],
    params,
    response: {
      status: 201,
      schema: createdHookSchema,
      description: 'The webhook with its secret, which is told once',
    },
    handle: async ({ caller, params: { id } }) => {
      const { createHookWithHistory } = await changing();
      const result = await createHookWithHistory(hookDependencies(), caller, id);
      if (result.kind === 'created')
        return { status: 201, body: result.hook, headers: { location: `/v1/integrations/${id}/hook` } };
      if (result.kind === 'not-found') throw integrationNotFound(id);
      if (result.kind === 'outbound') {
        throw new ApiProblem(
          'not-offered',
          'This integration sends our records, and is told of their changes by itself; only sources send webhooks.',
        );
      }
      throw new ApiProblem(
        'changed-meanwhile',
        'Somebody else made a secret at the same moment; make another one, if this was not the same person.',
      );
    },
  }),

  defineRoute({
    method: 'DELETE',
    path,
    summary: 'Removes the webhook: what it is sent from then on is refused',
    problems: ['hook-not-found'],
    params,
    response: { status: 204, description: 'It is gone' },
    handle: async ({ caller, params: { id } }) => {
      const { removeHookWithHistory } = await changing();
      if ((await removeHookWithHistory(hookDependencies(), caller, id)) === 'absent') throw hookNotFound(id);
      return { status: 204, body: undefined };
    },
  }),
];

const hookNotFound = (integrationId: string): ApiProblem =>
  new ApiProblem(
    'hook-not-found',
    `The integration "${integrationId}" has no webhook; POST /v1/integrations/{id}/hook makes one.`,
  );
