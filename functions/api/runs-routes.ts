import * as z from 'zod';
import { runFilters, searchedRecords, stepFilters } from '../../shared/api/filters.ts';
import { pageParameters } from '../../shared/api/list.ts';
import { retriggerRunSchema, runSchema, startRunSchema, stepSchema } from '../../shared/api/run.ts';
import { narrowedListSchema } from '../../shared/api/search.ts';
import {
  cancelRunDependencies,
  retriggerDependencies,
  runReader,
  searchDependencies,
  startRunDependencies,
  trailReader,
  wakeRunDependencies,
} from './bindings.ts';
import { invalidCursor } from './id-cursor.ts';
import { listedWith, recordsInRun } from './records-in-run.ts';
import { defineRoute } from './route.ts';
import { problemOfCancel, problemOfRetrigger, problemOfStart, runNotFound } from './run-problems.ts';
import { listOf, queryOf } from './search-problems.ts';
import { refuseEmptyRange } from './time-range.ts';
import { problemOfPart } from './unreadable-part.ts';

const params = { id: z.string() };

/** The answer to whoever has set a run going, or ending. */
async function accepted(org: string, runId: string) {
  const run = await runReader().get(org, runId);
  if (!run) throw new Error(`Run ${runId} was accepted and cannot be read.`);
  return { status: 202, body: run, headers: { location: `/v1/runs/${runId}` } };
}

export const runsRoutes = [
  defineRoute({
    method: 'POST',
    path: '/v1/integrations/{id}/runs',
    role: 'operator',
    summary: 'Starts a run',
    problems: [
      'integration-not-found',
      'run-in-progress',
      'integration-not-active',
      'unknown-stream',
      'mode-not-offered',
      'not-offered',
    ],
    keyed: true,
    params,
    body: startRunSchema.optional(),
    response: { status: 202, schema: runSchema, description: 'The run; its address is in the header Location' },
    handle: async ({ caller, params: { id }, body, idempotencyKey }) => {
      const { startRun } = await import('../../shared/control/start-run.ts');
      const result = await startRun(startRunDependencies(), caller, id, { ...body, idempotencyKey });
      if (result.kind !== 'started') throw problemOfStart(result, id);
      return accepted(caller.org, result.runId);
    },
  }),

  defineRoute({
    method: 'POST',
    path: '/v1/runs/{id}/retrigger',
    role: 'operator',
    summary: 'Does a run again that has ended: all of it, or only the records that failed',
    problems: [
      'run-not-found',
      'run-not-ended',
      'nothing-to-retry',
      'archive-part-unreadable',
      'integration-not-found',
      'run-in-progress',
      'integration-not-active',
      'unknown-stream',
      'mode-not-offered',
      'not-offered',
    ],
    keyed: true,
    params,
    body: retriggerRunSchema.optional(),
    response: { status: 202, schema: runSchema, description: 'The new run; its address is in the header Location' },
    handle: async ({ caller, params: { id }, body, idempotencyKey }) => {
      const { retriggerRun } = await import('../../shared/control/retrigger-run.ts');
      const request = body ?? { scope: 'all' };
      const result = await retriggerRun(retriggerDependencies(), caller, id, request, idempotencyKey);
      if (result.kind !== 'started') throw problemOfRetrigger(result, id);
      return accepted(caller.org, result.runId);
    },
  }),

  defineRoute({
    method: 'POST',
    path: '/v1/runs/{id}/cancel',
    role: 'operator',
    summary: 'Asks a run to end; it does so with the chunks that are being applied, and deletes nothing more',
    problems: ['run-not-found', 'run-ended', 'not-cancellable'],
    keyed: true,
    params,
    response: { status: 202, schema: runSchema, description: 'The run, on its way to its end' },
    handle: async ({ caller, params: { id }, idempotencyKey }) => {
      const { cancelRun } = await import('../../shared/control/cancel-run.ts');
      const result = await cancelRun(cancelRunDependencies(), caller, id, idempotencyKey);
      if (result.kind !== 'cancelling') throw problemOfCancel(result, id);
      const { wakeRun } = await import('../../shared/runners/wake-run.ts');
      await wakeRun(await wakeRunDependencies(), caller.org, id);
      return accepted(caller.org, id);
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
      schema: narrowedListSchema(runSchema),
      description: 'One page of them; `complete` only with `q` or `externalId`',
    },
    handle: async ({ caller, query: { limit, cursor, externalId, q, ...filters } }) => {
      refuseEmptyRange(filters);
      if (externalId !== undefined || q !== undefined) {
        const { searchRuns } = await import('../../shared/search/search-runs.ts');
        const page = { limit, cursor: cursor ?? null };
        const found = await searchRuns(
          await searchDependencies(),
          caller.org,
          queryOf({ externalId, q }),
          filters,
          page,
        );
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
    response: { status: 200, schema: narrowedListSchema(stepSchema), description: 'All of them' },
    handle: async ({ caller, params: { id }, query }) => {
      const [run, all] = await Promise.all([runReader().get(caller.org, id), runReader().steps(caller.org, id)]);
      if (!run) throw runNotFound(id);
      const records = await recordsInRun(caller.org, id, undefined, query);
      if (!records) return { status: 200, body: { items: all, next: null } };
      const { streams, unreadable } = await (await trailReader()).streamsWith(caller.org, id, records.wanted);
      const items = all.filter(({ stream }) => streams.includes(stream));
      const unread = unreadable.map((error) => problemOfPart(error).toBody());
      return { status: 200, body: listedWith({ items, next: null }, records, unread) };
    },
  }),
];
