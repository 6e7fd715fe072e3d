import type { ConnectorInfo } from '../../../shared/api/connector.ts';
import { useIntegrations } from '../../api/use-integrations.ts';
import { useRead } from '../../api/use-read.ts';
import type { Filters } from '../../list/filter.ts';
import type { ListBody } from '../../list/use-list.ts';
import { useScope } from '../../routing/scope.ts';
import {
  directionWords,
  outcomeWords,
  progressWords,
  runActionWords,
  runTypeWords,
  severityWords,
  triggerWords,
} from '../../shown/words.ts';

/** Every filter of the API's list of runs; those that tell integrations apart only where there are several. */
export function useRunFilters(): Filters {
  const isEmbedded = useScope().integrationId !== null;
  const integrations = useIntegrations({ enabled: !isEmbedded });
  const connectors = useRead<ListBody<ConnectorInfo>>('/v1/connectors', { enabled: !isEmbedded });
  const names = (integrations.data?.items ?? []).map(({ integrationId, name }) => [integrationId, name]);
  const types = (connectors.data?.items ?? []).map(({ type, title }) => [type, title]);
  return {
    by: [
      ...(isEmbedded
        ? []
        : [
            { param: 'integrationId', label: 'Integration', options: Object.fromEntries(names) },
            { param: 'connector', label: 'Connector', options: Object.fromEntries(types) },
          ]),
      { param: 'direction', label: 'Direction', options: directionWords },
      { param: 'outcome', label: 'Outcome', options: outcomeWords },
      { param: 'severity', label: 'Severity', options: severityWords },
      { param: 'progress', label: 'Progress', options: progressWords },
      { param: 'trigger', label: 'Trigger', options: triggerWords },
      { param: 'type', label: 'Sync type', options: runTypeWords },
      { param: 'action', label: 'Action', options: runActionWords },
      { param: 'dryRun', label: 'Dry runs', options: { true: 'Only dry runs' } },
      { param: 'externalId', label: 'External id of a record' },
    ],
    free: { param: 'q', placeholder: 'Filter runs, or find those that touched a record by its id or name' },
    timeRange: true,
  };
}
