import * as z from 'zod';
import { recordFilters } from '../../shared/api/filters.ts';
import { pageParameters, trailListSchema } from '../../shared/api/list.ts';
import { changedRecordSchema } from '../../shared/api/record.ts';
import type { ChangesResult } from '../../shared/changes/changed-records.ts';
import { changedRecordsDependencies, connectorTypes, integrationDependencies } from './bindings.ts';
import { invalidCursor } from './id-cursor.ts';
import { integrationNotFound, problemOfRefusal } from './integration-problems.ts';
import type { Caller } from './known-caller.ts';
import { ApiProblem } from './problem.ts';
import { defineRoute } from './route.ts';
import { runNotFound } from './run-problems.ts';
import { problemOfPart } from './unreadable-part.ts';

const query = { ...recordFilters, ...pageParameters };
const response = { status: 200, schema: trailListSchema(changedRecordSchema), description: 'Some of them' };
const problems = ['invalid-cursor', 'run-not-found', 'beyond-retention'] as const;

const what = 'Records that were created, updated or deleted, each once with its latest change, of the newest run first';

export const recordsRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/integrations/{id}/records',
    summary: what,
    problems: ['integration-not-found', ...problems],
    params: { id: z.string() },
    query,
    response,
    handle: async ({ caller, params: { id }, query }) => {
      const integration = await integrationDependencies().integrations.get(caller.org, id);
      if (!integration) throw integrationNotFound(id);
      return answerWith(caller, `integration ${id}`, [integration], query);
    },
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/connectors/{type}/records',
    summary: `${what}; of all integrations of a connector`,
    problems: ['unknown-connector', ...problems],
    params: { type: z.string() },
    query,
    response,
    handle: async ({ caller, params: { type }, query }) => {
      const { integrationsOfConnector } = await import('../../shared/changes/integrations-of-connector.ts');
      const all = await integrationsOfConnector(integrationDependencies().integrations, caller.org, type);
      if (all.length === 0 && !(await connectorTypes()).includes(type)) {
        throw await problemOfRefusal({ kind: 'unknown-connector', connector: type }, '');
      }
      return answerWith(caller, `connector ${type}`, all, query);
    },
  }),
];

type RecordsQuery = z.output<z.ZodObject<typeof query>>;
type Streams = readonly { readonly integrationId: string; readonly streams: readonly { readonly name: string }[] }[];

async function answerWith({ org }: Caller, scope: string, integrations: Streams, query: RecordsQuery) {
  const { limit, cursor, changedSince, runId, step, action } = query;
  const { listChangedRecords } = await import('../../shared/changes/changed-records.ts');
  const result = await listChangedRecords(
    changedRecordsDependencies(),
    {
      org,
      scope,
      integrations: integrations.map(({ integrationId, streams }) => ({
        integrationId,
        streams: step === undefined ? streams.map(({ name }) => name) : [step],
      })),
      since: changedSince ?? null,
      runId,
      stream: step,
      action,
    },
    { limit, cursor: cursor ?? null },
  );
  if (result.kind !== 'page') throw problemOf(result, runId ?? '');
  const { items, next, unreadable } = result;
  const unread = unreadable.map((error) => problemOfPart(error).toBody());
  return { status: 200, body: { items, next, ...(unread.length > 0 && { problems: unread }) } };
}

function problemOf(result: Exclude<ChangesResult, { kind: 'page' }>, runId: string): ApiProblem {
  switch (result.kind) {
    case 'bad-cursor':
      return invalidCursor();
    case 'run-not-found':
      return runNotFound(runId);
    case 'beyond-reach':
      return new ApiProblem(
        'beyond-retention',
        `Ask for changes since ${result.earliest} or later. Who has missed more than that reads all records anew.`,
      );
  }
}
