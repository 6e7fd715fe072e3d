import * as z from 'zod';
import { runFilters, searchedRecords, stepFilters } from '../../shared/api/filters.ts';
import { listSchema, pageParameters } from '../../shared/api/list.ts';
import { runSchema, startRunSchema, stepSchema } from '../../shared/api/run.ts';
import { searchListSchema } from '../../shared/api/search.ts';
import { runReader, searchDependencies, startRunDependencies, trailReader } from './bindings.ts';
import { invalidCursor } from './id-cursor.ts';
import { ApiProblem } from './problem.ts';
import { recordsInRun } from './records-in-run.ts';
import { defineRoute } from './route.ts';
import { problemOfStart, runNotFound } from './run-problems.ts';
import { listOf, queryOf } from './search-problems.ts';

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
    query: { ...runFilters, ...searchedRecords, ...pageParameters },
    response: {
      status: 200,
      schema: searchListSchema(runSchema).partial({ complete: true }),
      description: 'One page of them; `complete` only with `q` or `externalId`',
    },
    handle: async ({ caller, query: { limit, cursor, externalId, q, ...filters } }) => {
      if (filters.from !== undefined && filters.to !== undefined && filters.from >= filters.to) {
        throw new ApiProblem('invalid-parameter', '`from` must be earlier than `to`.');
      }
      if (externalId !== undefined || q !== undefined) {
        const { searchRuns } = await import('../../shared/search/search-runs.ts');
        const page = { limit, cursor: cursor ?? null };
        const found = await searchRuns(searchDependencies(), caller.org, queryOf({ externalId, q }), filters, page);
        return { status: 200, body: await listOf(found) };
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
    query: stepFilters,
    response: { status: 200, schema: listSchema(stepSchema), description: 'All of them' },
    handle: async ({ caller, params: { id }, query }) => {
      const [run, all] = await Promise.all([runReader().get(caller.org, id), runReader().steps(caller.org, id)]);
      if (!run) throw runNotFound(id);
      const records = await recordsInRun(caller.org, id, undefined, query);
      if (!records) return { status: 200, body: { items: all, next: null } };
      const streams = await trailReader().streamsWith(caller.org, id, records);
      return { status: 200, body: { items: all.filter(({ stream }) => streams.includes(stream)), next: null } };
    },
  }),
];
