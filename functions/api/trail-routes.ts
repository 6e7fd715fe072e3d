import * as z from 'zod';
import { callOfRunSchema } from '../../shared/api/call.ts';
import { decisionSchema, entitySchema } from '../../shared/api/entity.ts';
import { callFilters, entityFilters, pageFilters } from '../../shared/api/filters.ts';
import { pageParameters, trailListSchema } from '../../shared/api/list.ts';
import { pageSchema } from '../../shared/api/page.ts';
import { narrowedListSchema } from '../../shared/api/search.ts';
import type { TrailPage } from '../../shared/readers/trail-reader.ts';
import { runReader, trailReader } from './bindings.ts';
import { invalidCursor } from './id-cursor.ts';
import { ApiProblem } from './problem.ts';
import { listedWith, type RecordsInRun, recordsInRun } from './records-in-run.ts';
import { defineRoute } from './route.ts';
import { runNotFound } from './run-problems.ts';
import { refuseEmptyRange } from './time-range.ts';
import { problemOfPart } from './unreadable-part.ts';

const params = { id: z.string() };
const singleEntity = z
  .object({
    entity: entitySchema,
    calls: z.array(callOfRunSchema),
    decisions: z.array(decisionSchema).describe('what was decided about it, in the order in which it was'),
  })
  .meta({ id: 'EntityWithCalls' });

export const trailRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/runs/{id}/pages',
    summary: 'The pages that a run pulled',
    problems: ['run-not-found', 'invalid-cursor'],
    params,
    query: { ...pageFilters, ...pageParameters },
    response: { status: 200, schema: narrowedListSchema(pageSchema), description: 'Some of them' },
    handle: async ({ caller, params: { id }, query: { limit, cursor, ...filters } }) => {
      const page = { limit, cursor: cursor ?? null };
      const records = await recordsInRun(caller.org, id, filters.step, filters);
      const reader = await trailReader();
      const list = await reader.pages(caller.org, id, inTrail(filters), page, records?.wanted);
      return answerWith(caller.org, id, list, records);
    },
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/runs/{id}/entities',
    summary: 'What happened to each record in a run',
    problems: ['run-not-found', 'invalid-cursor'],
    params,
    query: { ...entityFilters, ...pageParameters },
    response: { status: 200, schema: trailListSchema(entitySchema), description: 'Some of them' },
    handle: async ({ caller, params: { id }, query: { limit, cursor, ...filters } }) =>
      answerWith(
        caller.org,
        id,
        await (await trailReader()).entities(caller.org, id, inTrail(filters), { limit, cursor: cursor ?? null }),
      ),
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/runs/{id}/entity',
    summary:
      'What happened to one record and why, with the fields that changed and the calls of its page; takes every id',
    problems: ['run-not-found', 'entity-not-found', 'archive-part-unreadable'],
    params,
    query: { step: z.string().min(1).describe('name of the stream'), externalId: z.string().min(1) },
    response: { status: 200, schema: singleEntity, description: 'The record in this run' },
    handle: ({ caller, params: { id }, query }) => answerEntity(caller.org, id, query.step, query.externalId),
  }),

  defineRoute({
    method: 'GET',
    // The rest of the path, because API Gateway decodes it: a slash in the id looks like any other.
    path: '/v1/runs/{id}/entities/{proxy+}',
    summary:
      'The same as …/entity under a readable path, {stream}/{externalId}; not for ids with a question mark in them',
    problems: ['run-not-found', 'entity-not-found', 'archive-part-unreadable', 'invalid-path'],
    params: { ...params, proxy: z.string().regex(/^[^/]+\/./, 'must be {stream}/{externalId}') },
    response: { status: 200, schema: singleEntity, description: 'The record in this run' },
    handle: ({ caller, params: { id, proxy } }) => {
      const slash = proxy.indexOf('/');
      return answerEntity(caller.org, id, proxy.slice(0, slash), proxy.slice(slash + 1));
    },
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/runs/{id}/calls',
    summary: 'The requests that a run made to its source',
    problems: ['run-not-found', 'invalid-cursor'],
    params,
    query: { ...callFilters, ...pageParameters },
    response: { status: 200, schema: narrowedListSchema(callOfRunSchema), description: 'Some of them' },
    handle: async ({ caller, params: { id }, query: { limit, cursor, ...filters } }) => {
      const page = { limit, cursor: cursor ?? null };
      const records = await recordsInRun(caller.org, id, filters.step, filters);
      const reader = await trailReader();
      const list = await reader.calls(caller.org, id, inTrail(filters), page, records?.wanted);
      return answerWith(caller.org, id, list, records);
    },
  }),
];

/** The trail speaks of streams; the API calls them steps within a run. */
function inTrail<
  Filters extends {
    step?: string | undefined;
    page?: number | undefined;
    from?: string | undefined;
    to?: string | undefined;
  },
>({ step, ...rest }: Filters) {
  refuseEmptyRange(rest);
  if (rest.page !== undefined && step === undefined) {
    throw new ApiProblem('invalid-parameter', 'Pages are numbered within their step: give `step` along with `page`.');
  }
  return { ...rest, ...(step !== undefined && { stream: step }) };
}

/** Empty lists are looked at twice: the run itself may be missing. */
async function answerWith<Item>(
  org: string,
  runId: string,
  list: TrailPage<Item> | 'bad-cursor',
  records?: RecordsInRun,
) {
  if (list === 'bad-cursor') throw invalidCursor();
  const { items, next, unreadable } = list;
  if (items.length === 0 && !(await runReader().get(org, runId))) throw runNotFound(runId);
  const unread = unreadable.map((error) => problemOfPart(error).toBody());
  return { status: 200, body: listedWith({ items, next }, records, unread) };
}

async function answerEntity(org: string, runId: string, stream: string, externalId: string) {
  const found = await (await trailReader()).entity(org, runId, stream, externalId);
  if (found) return { status: 200, body: found };
  if (!(await runReader().get(org, runId))) throw runNotFound(runId);
  throw new ApiProblem('entity-not-found', `Run ${runId} has no record "${externalId}" in its step "${stream}".`);
}
