import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Integration } from '../../../shared/api/integration.ts';
import { useOfferedIntegrations } from '../../api/use-chosen-integration.ts';
import type { Filter, Filters } from '../../list/filter.ts';
import { useScope } from '../../routing/scope.ts';
import { entityActionWords, severityWords } from '../../shown/words.ts';

const none: readonly Integration[] = [];

/** Where a search looks: which integration, connector, run and stream, what was done, and when. */
export function useSearchFilters(): Filters {
  const { integrationId } = useScope();
  const all = useOfferedIntegrations() ?? none;
  const [search] = useSearchParams();
  return useMemo(() => {
    const given: Filter[] = [
      { param: 'integrationId', label: 'Integration', options: named(all.map((one) => [one.integrationId, one.name])) },
      { param: 'connector', label: 'Connector', options: named(all.map(({ connector }) => [connector, connector])) },
    ];
    const chosen = search.get('integrationId');
    const streams = all
      .filter((one) => chosen === null || one.integrationId === chosen)
      .flatMap((one) => one.streams.map(({ name }) => [name, name] as const));
    return {
      by: [
        ...(integrationId === null ? given : []),
        { param: 'step', label: 'Stream', options: named(streams) },
        { param: 'action', label: 'Action', options: entityActionWords },
        { param: 'status', label: 'Status', options: severityWords },
        { param: 'runId', label: 'Run' },
      ],
      timeRange: true,
    };
  }, [all, integrationId, search]);
}

const named = (pairs: readonly (readonly [string, string])[]): Readonly<Record<string, string>> =>
  Object.fromEntries(pairs);
