import * as z from 'zod';
import { searchFilters } from '../../shared/api/filters.ts';
import { pageParameters } from '../../shared/api/list.ts';
import { recordTouchSchema, searchHitSchema, searchListSchema } from '../../shared/api/search.ts';
import { connectorsWith, searchDependencies } from './bindings.ts';
import { ApiProblem } from './problem.ts';
import { defineRoute } from './route.ts';
import { listOf, queryOf } from './search-problems.ts';
import { refuseEmptyRange } from './time-range.ts';

const historySchema = searchListSchema(recordTouchSchema);
const historyProblems = ['integration-not-found', 'unknown-stream', 'record-not-found', 'invalid-cursor'] as const;

export const searchRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/search',
    summary: 'Every run that touched some records, newest first, with what it did with each',
    problems: ['integration-not-found', 'run-not-found', 'unknown-stream', 'unknown-connector', 'invalid-cursor'],
    query: { ...searchFilters, ...pageParameters },
    response: { status: 200, schema: searchListSchema(searchHitSchema), description: 'Some of them' },
    handle: async ({ caller, query: { limit, cursor, externalId, q, step, ...rest } }) => {
      const { integrationId, connector, direction, runId, ...filters } = rest;
      refuseEmptyRange(filters);
      const query = { ...queryOf({ externalId, q }), ...filters };
      const { searchRecords } = await import('../../shared/search/search-records.ts');
      const connectors = direction && (await connectorsWith(direction));
      const scope = { org: caller.org, integrationId, connector, connectors, runId, stream: step };
      const page = { limit, cursor: cursor ?? null };
      return { status: 200, body: await listOf(await searchRecords(await searchDependencies(), scope, query, page)) };
    },
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/records/history',
    summary: 'Every run that touched one record, newest first, with the fields that it changed; takes every id',
    problems: historyProblems,
    query: {
      integrationId: z.string().min(1),
      step: z.string().min(1).describe('name of the stream'),
      externalId: z.string().min(1),
      ...pageParameters,
    },
    response: { status: 200, schema: historySchema, description: 'Some of them' },
    handle: ({ caller, query: { integrationId, step, externalId, ...page } }) =>
      answerHistory({ org: caller.org, integrationId, stream: step, externalId }, page),
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/records/{integrationId}/{proxy+}',
    rest: '{stream}/{externalId}/history',
    summary:
      'The same as /v1/records/history under a readable path; not for ids with a question mark in them, nor for streams ' +
      'with a slash',
    problems: [...historyProblems, 'invalid-path'],
    params: {
      integrationId: z.string(),
      proxy: z.string().regex(/^[^/]+\/.+\/history$/s, 'must be {stream}/{externalId}/history'),
    },
    query: pageParameters,
    response: { status: 200, schema: historySchema, description: 'Some of them' },
    handle: ({ caller, params: { integrationId, proxy }, query }) => {
      const slash = proxy.indexOf('/');
      const externalId = proxy.slice(slash + 1, -'/history'.length);
      return answerHistory({ org: caller.org, integrationId, stream: proxy.slice(0, slash), externalId }, query);
    },
  }),
];

async function answerHistory(
  record: { org: string; integrationId: string; stream: string; externalId: string },
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const { recordHistory } = await import('../../shared/search/record-history.ts');
  const { externalId, ...stream } = record;
  const result = await recordHistory(await searchDependencies(), stream, externalId, { limit, cursor: cursor ?? null });
  const list = await listOf(result);
  if (cursor === undefined && list.items.length === 0 && list.next === null && list.complete) {
    const detail = `No run that is kept touched the record "${externalId}" of "${stream.stream}".`;
    throw new ApiProblem('record-not-found', detail);
  }
  return { status: 200, body: list };
}
