import * as z from 'zod';
import { runFilters } from '../../shared/api/filters.ts';
import { listSchema, pageParameters } from '../../shared/api/list.ts';
import { runSchema, startRunSchema, stepSchema } from '../../shared/api/run.ts';
import { runReader, startRunDependencies } from './bindings.ts';
import { invalidCursor } from './id-cursor.ts';
import { ApiProblem } from './problem.ts';
import { defineRoute } from './route.ts';
import { problemOfStart, runNotFound } from './run-problems.ts';

const params = { id: z.string() };

export const runsRoutes = [
  defineRoute({
    method: 'POST',
    path: '/v1/integrations/{id}/runs',
    summary: 'Starts a run',
    problems: [
      'integration-not-found',
      'run-in-progress',
      'integration-not-active',
      'unknown-stream',
      'mode-not-offered',
    ],
    params,
    body: startRunSchema.optional(),
    response: { status: 202, schema: runSchema, description: 'The run; its address is in the header Location' },
    handle: async ({ caller, params: { id }, body }) => {
      const { startRun } = await import('../../shared/runs/start-run.ts');
      const result = await startRun(startRunDependencies(), caller, id, body ?? {});
      if (result.kind !== 'started') throw problemOfStart(result, id);
      const run = await runReader().get(caller.org, result.runId);
      if (!run) throw new Error(`Run ${result.runId} was started and cannot be read.`);
      return { status: 202, body: run, headers: { location: `/v1/runs/${run.runId}` } };
    },
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/runs',
    summary: 'Runs, newest first',
    problems: ['invalid-cursor'],
    query: { ...runFilters, ...pageParameters },
    response: { status: 200, schema: listSchema(runSchema), description: 'One page of them' },
    handle: async ({ caller, query: { limit, cursor, ...filters } }) => {
      if (filters.from !== undefined && filters.to !== undefined && filters.from >= filters.to) {
        throw new ApiProblem('invalid-parameter', '`from` must be earlier than `to`.');
      }
      const page = await runReader().list(caller.org, filters, { limit, cursor: cursor ?? null });
      if (page === 'bad-cursor') throw invalidCursor();
      return { status: 200, body: page };
    },
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/runs/{id}',
    summary: 'One run',
    problems: ['run-not-found'],
    params,
    response: { status: 200, schema: runSchema, description: 'The run as it is now' },
    handle: async ({ caller, params: { id } }) => {
      const run = await runReader().get(caller.org, id);
      if (!run) throw runNotFound(id);
      return { status: 200, body: run };
    },
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/runs/{id}/steps',
    summary: 'The steps of a run, one for each stream',
    problems: ['run-not-found'],
    params,
    response: { status: 200, schema: listSchema(stepSchema), description: 'All of them' },
    handle: async ({ caller, params: { id } }) => {
      const [run, items] = await Promise.all([runReader().get(caller.org, id), runReader().steps(caller.org, id)]);
      if (!run) throw runNotFound(id);
      return { status: 200, body: { items, next: null } };
    },
  }),
];
