import * as z from 'zod';
import { listSchema, pageParameters } from '../../shared/api/list.ts';
import { scheduleSchema, upcomingRunSchema, updateScheduleSchema } from '../../shared/api/schedule.ts';
import type { UpdateScheduleResult } from '../../shared/schedules/update-schedule.ts';
import { integrationDependencies } from './bindings.ts';
import { invalidCursor } from './id-cursor.ts';
import { integrationNotFound, problemOfRefusal } from './integration-problems.ts';
import { keepSchedules } from './keep-schedules.ts';
import { ApiProblem } from './problem.ts';
import { defineRoute } from './route.ts';

const params = { id: z.string() };

// What computes times comes with a library of its own, which only these routes need.
const present = async (
  ...of: Parameters<typeof import('../../shared/schedules/present-schedule.ts').presentSchedule>
) => (await import('../../shared/schedules/present-schedule.ts')).presentSchedule(...of);

export const schedulesRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/integrations/{id}/schedule',
    summary: 'When the streams of an integration are synced by themselves',
    problems: ['integration-not-found'],
    params,
    response: { status: 200, schema: scheduleSchema, description: 'The schedule, with the next starts' },
    handle: async ({ caller, params: { id } }) => {
      const { integrations, now } = integrationDependencies();
      const integration = await integrations.get(caller.org, id);
      if (!integration) throw integrationNotFound(id);
      return { status: 200, body: await present(integration, now()) };
    },
  }),

  defineRoute({
    method: 'PATCH',
    path: '/v1/integrations/{id}/schedule',
    summary: 'Changes what is given and leaves the rest: the rhythm of streams, the time zone, pause and resume',
    problems: ['integration-not-found', 'unknown-stream', 'invalid-schedule', 'changed-meanwhile'],
    params,
    body: updateScheduleSchema,
    response: { status: 200, schema: scheduleSchema, description: 'The schedule as it is now' },
    handle: async ({ caller, params: { id }, body }) => {
      const { updateScheduleWithHistory } = await import('../../shared/history/schedule-history.ts');
      const result = await updateScheduleWithHistory(integrationDependencies(), caller, id, body);
      if (result.kind !== 'updated') throw await problemOf(result, id);
      await keepSchedules(caller.org, id);
      return { status: 200, body: await present(result.integration, integrationDependencies().now()) };
    },
  }),

  defineRoute({
    method: 'POST',
    path: '/v1/integrations/{id}/schedule/preview',
    // Changes nothing.
    role: 'viewer',
    summary:
      'The schedule as a change would make it, with the starts that it would have while nothing stops it; saves nothing',
    problems: ['integration-not-found', 'unknown-stream', 'invalid-schedule'],
    params,
    body: updateScheduleSchema,
    response: { status: 200, schema: scheduleSchema, description: 'The schedule as it would be' },
    handle: async ({ caller, params: { id }, body }) => {
      const { integrations, now } = integrationDependencies();
      const integration = await integrations.get(caller.org, id);
      if (!integration) throw integrationNotFound(id);
      const { checkSchedule } = await import('../../shared/schedules/update-schedule.ts');
      const checked = checkSchedule(integration, body, now());
      if (checked.kind !== 'ok') throw await problemOf(checked, id);
      const { paused } = checked.schedule;
      const going = { ...integration, status: 'ACTIVE', schedule: { ...checked.schedule, paused: false } } as const;
      return { status: 200, body: { ...(await present({ ...going, quarantine: null }, now())), paused } };
    },
  }),

  defineRoute({
    method: 'GET',
    path: '/v1/schedule',
    summary: 'The runs that schedules are going to start, of all integrations, the next one first',
    problems: ['invalid-cursor'],
    query: {
      hours: z.coerce.number().int().min(1).max(168).default(24).describe('how far to look ahead, up to a week'),
      ...pageParameters,
    },
    response: { status: 200, schema: listSchema(upcomingRunSchema), description: 'One page of them' },
    handle: async ({ caller, query: { hours, limit, cursor } }) => {
      const { listUpcoming } = await import('../../shared/schedules/list-upcoming.ts');
      const page = { limit, cursor: cursor ?? null };
      const upcoming = await listUpcoming(integrationDependencies(), caller.org, hours, page);
      if (upcoming === 'bad-cursor') throw invalidCursor();
      return { status: 200, body: upcoming };
    },
  }),
];

type Refusal = Exclude<UpdateScheduleResult, { kind: 'updated' }>;

async function problemOf(refusal: Refusal, integrationId: string): Promise<ApiProblem> {
  switch (refusal.kind) {
    case 'unknown-stream':
      return new ApiProblem(
        'unknown-stream',
        `There is no stream "${refusal.stream}". Known are: ${refusal.known.join(', ')}.`,
        { known: [...refusal.known] },
      );
    case 'invalid-schedule': {
      const details = refusal.problems.map(({ pointer, detail }) => `${pointer.slice(1)}: ${detail}.`);
      return new ApiProblem('invalid-schedule', details.join('\n'), { problems: [...refusal.problems] });
    }
    default:
      return problemOfRefusal(refusal, integrationId);
  }
}
