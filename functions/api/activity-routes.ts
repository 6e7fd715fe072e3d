import { activitySchema } from '../../shared/api/activity.ts';
import { activityFilters } from '../../shared/api/filters.ts';
import { activityDependencies } from './bindings.ts';
import { ApiProblem } from './problem.ts';
import { defineRoute } from './route.ts';

export const activityRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/activity',
    summary: 'What came of syncs over time, and for each integration; from sums that are kept for 30 days',
    problems: ['invalid-parameter'],
    query: activityFilters,
    response: { status: 200, schema: activitySchema, description: 'All hours or days of the time asked for' },
    handle: async ({ caller, query }) => {
      const { readActivity } = await import('../../shared/activity/read-activity.ts');
      const activity = await readActivity(await activityDependencies(), caller.org, query);
      if (activity === 'backwards') throw new ApiProblem('invalid-parameter', '`from` must be earlier than `to`.');
      if (activity === 'too-many') {
        const detail = 'Ask for a week at most by the hour, and for 31 days at most with by=day.';
        throw new ApiProblem('invalid-parameter', detail);
      }
      return { status: 200, body: activity };
    },
  }),
];
