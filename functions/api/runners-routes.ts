import * as z from 'zod';
import { listSchema } from '../../shared/api/list.ts';
import { createdRunnerSchema, createRunnerSchema, runnerSchema } from '../../shared/api/runner.ts';
import { presentRunner } from '../../shared/runners/runner-store.ts';
import { runnerDependencies } from './bindings.ts';
import { ApiProblem } from './problem.ts';
import { defineRoute } from './route.ts';

export const runnersRoutes = [
  defineRoute({
    method: 'POST',
    path: '/v1/runners',
    summary: 'Makes a runner, which reads sources where Syncline cannot reach them; its token is told only here',
    body: createRunnerSchema,
    response: { status: 201, schema: createdRunnerSchema, description: 'The runner and its token' },
    handle: async ({ caller, body }) => {
      // Only this route hashes and makes ids.
      const { createRunner } = await import('../../shared/runners/create-runner.ts');
      const { now, ...deps } = await runnerDependencies();
      const { runner, token } = await createRunner({ ...deps, now }, caller, body);
      return { status: 201, body: { ...presentRunner(runner, now()), token } };
    },
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/runners',
    summary: 'All runners, the oldest first, with whether they are there',
    response: { status: 200, schema: listSchema(runnerSchema), description: 'All of them' },
    handle: async ({ caller }) => {
      const { runners, now } = await runnerDependencies();
      const items = (await runners.list(caller.org)).map((runner) => presentRunner(runner, now()));
      return { status: 200, body: { items, next: null } };
    },
  }),

  defineRoute({
    method: 'DELETE',
    path: '/v1/runners/{id}',
    summary: 'Revokes a runner: its token lets nobody in any more; what it is reading goes to another of its pool',
    problems: ['runner-not-found'],
    params: { id: z.string() },
    response: { status: 200, schema: runnerSchema, description: 'The runner as it is now' },
    handle: async ({ caller, params: { id } }) => {
      const { runners, now } = await runnerDependencies();
      const revoked = await runners.revoke(caller.org, id, new Date(now()).toISOString());
      if (revoked) return { status: 200, body: presentRunner(revoked, now()) };
      throw new ApiProblem('runner-not-found', `There is no runner "${id}"; GET /v1/runners lists all of them.`);
    },
  }),
];
