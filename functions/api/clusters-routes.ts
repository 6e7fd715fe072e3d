import { clusterSchema } from '../../shared/api/cluster.ts';
import { clusterFilters } from '../../shared/api/filters.ts';
import { listSchema, pageParameters } from '../../shared/api/list.ts';
import { clusters, integrationDependencies } from './bindings.ts';
import { invalidCursor } from './id-cursor.ts';
import { integrationNotFound } from './integration-problems.ts';
import { defineRoute } from './route.ts';
import { refuseEmptyRange } from './time-range.ts';

export const clustersRoutes = [
  defineRoute({
    method: 'GET',
    path: '/v1/clusters',
    summary:
      'What was skipped or went wrong, the same of many records as one, across the runs of an integration; the most ' +
      'records first. A run is in it shortly after its end',
    problems: ['integration-not-found', 'invalid-cursor'],
    query: { ...clusterFilters, ...pageParameters },
    response: { status: 200, schema: listSchema(clusterSchema), description: 'Some of them' },
    handle: async ({ caller, query: { limit, cursor, step, ...filters } }) => {
      refuseEmptyRange(filters);
      const { listClusters } = await import('../../shared/clusters/list-clusters.ts');
      const page = { limit, cursor: cursor ?? null };
      const list = await listClusters(await clusters(), caller.org, { ...filters, stream: step }, page);
      if (list === 'bad-cursor') throw invalidCursor();
      // The clusters of an integration outlive it, as its runs do.
      const { integrationId } = filters;
      if (list.items.length === 0 && !(await integrationDependencies().integrations.get(caller.org, integrationId))) {
        throw integrationNotFound(integrationId);
      }
      return { status: 200, body: list };
    },
  }),
];
