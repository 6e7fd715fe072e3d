import * as z from 'zod';
import {
  decideDeletionsSchema,
  deletionFilters,
  type StagedDeletions,
  stagedDeletionsSchema,
} from '../../shared/api/deletion.ts';
import { listSchema, pageParameters } from '../../shared/api/list.ts';
import type { ApproveResult } from '../../shared/guards/decide-staged.ts';
import type { StoredDeletions } from '../../shared/guards/staged-deletion-store.ts';
import { decideStagedDependencies } from './bindings.ts';
import { decodeCursor, encodeCursor } from './id-cursor.ts';
import { integrationNotFound } from './integration-problems.ts';
import { ApiProblem } from './problem.ts';
import { defineRoute } from './route.ts';
import { problemOfStart, runNotFound } from './run-problems.ts';

/** Integration, stream and run. */
const keyPattern = /^[^#]+#[^#]+#[^#]+$/;

const params = { id: z.string() };
const paramsOfOne = { id: z.string(), stream: z.string() };
const answer = { schema: stagedDeletionsSchema, description: 'The deletions as they are now' };

export const deletionsRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/deletions',
    summary: 'Deletions that were held back, by integration and stream, each newest first',
    problems: ['invalid-cursor'],
    query: { ...deletionFilters, ...pageParameters },
    response: { status: 200, schema: listSchema(stagedDeletionsSchema), description: 'One page of them' },
    handle: async ({ caller, query: { limit, cursor, ...filters } }) => {
      const listed = ['deletions', caller.org, filters];
      const after = cursor === undefined ? null : decodeCursor(listed, cursor, keyPattern);
      const { stagedDeletions } = await decideStagedDependencies();
      const page = await stagedDeletions.list(caller.org, filters, { limit, cursor: after });
      const next = page.next === null ? null : encodeCursor(listed, page.next);
      return { status: 200, body: { items: page.items.map(present), next } };
    },
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/runs/{id}/deletions',
    summary: 'Deletions that a run held back, stream by stream',
    problems: ['run-not-found'],
    params,
    response: { status: 200, schema: listSchema(stagedDeletionsSchema), description: 'All of them' },
    handle: async ({ caller, params: { id } }) => {
      const { stagedByRun } = await import('../../shared/guards/decide-staged.ts');
      const staged = await stagedByRun(await decideStagedDependencies(), caller.org, id);
      if (!staged) throw runNotFound(id);
      return { status: 200, body: { items: staged.map(present), next: null } };
    },
  }),

  defineRoute({
    method: 'POST',
    path: '/v1/runs/{id}/deletions/{stream}/approve',
    role: 'operator',
    summary: 'Says yes to deletions that were held back, and starts the run that carries them out',
    problems: [
      'run-not-found',
      'deletions-not-found',
      'deletions-decided',
      'integration-not-found',
      'integration-not-active',
      'run-in-progress',
    ],
    params: paramsOfOne,
    body: decideDeletionsSchema.optional(),
    response: { status: 202, ...answer },
    handle: async ({ caller, params: { id, stream }, body }) => {
      const { approveDeletions } = await import('../../shared/guards/decide-staged.ts');
      const request = { runId: id, stream, reason: body?.reason };
      const result = await approveDeletions(await decideStagedDependencies(), caller, request);
      if (result.kind !== 'decided') throw problemOf(result, id, stream);
      const { deletionRunId } = result.deletions;
      return { status: 202, body: present(result.deletions), headers: { location: `/v1/runs/${deletionRunId}` } };
    },
  }),

  defineRoute({
    method: 'POST',
    path: '/v1/runs/{id}/deletions/{stream}/reject',
    role: 'operator',
    summary: 'Says no to deletions that were held back: the records stay',
    problems: ['run-not-found', 'deletions-not-found', 'deletions-decided'],
    params: paramsOfOne,
    body: decideDeletionsSchema.optional(),
    response: { status: 200, ...answer },
    handle: async ({ caller, params: { id, stream }, body }) => {
      const { rejectDeletions } = await import('../../shared/guards/decide-staged.ts');
      const request = { runId: id, stream, reason: body?.reason };
      const result = await rejectDeletions(await decideStagedDependencies(), caller, request);
      if (result.kind !== 'decided') throw problemOf(result, id, stream);
      return { status: 200, body: present(result.deletions) };
    },
  }),
];

function present({ org, expiresAt, ...deletions }: StoredDeletions): StagedDeletions {
  return deletions;
}

function problemOf(refusal: Exclude<ApproveResult, { kind: 'decided' }>, runId: string, stream: string): ApiProblem {
  switch (refusal.kind) {
    case 'run-not-found':
      return runNotFound(runId);
    case 'not-staged':
      return new ApiProblem(
        'deletions-not-found',
        `Run ${runId} held back no deletions of "${stream}"; GET /v1/runs/${runId}/deletions lists those that it did.`,
      );
    case 'not-pending': {
      const { state, reason, decidedBy } = refusal.deletions;
      const why = reason === null ? '' : ` ${reason}`;
      return new ApiProblem(
        'deletions-decided',
        `These deletions are ${state} already, by ${decidedBy ?? 'system'}.${why} GET /v1/deletions?state=PENDING lists what waits.`,
        { state },
      );
    }
    case 'integration-gone':
      return integrationNotFound(refusal.integrationId);
    default:
      return problemOfStart(refusal, runId);
  }
}
