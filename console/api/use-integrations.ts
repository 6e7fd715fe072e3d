import type { UseQueryResult } from '@tanstack/react-query';
import type { Integration } from '../../shared/api/integration.ts';
import type { List } from '../../shared/api/list.ts';
import { useRead } from './use-read.ts';

/** Enough to choose from; what is beyond is found by its name. */
const mostChoices = 200;

/** The newest integrations, for what lets one be chosen by its name. */
export function useIntegrations(
  options: { enabled?: boolean; refreshMs?: number } = {},
): UseQueryResult<List<Integration>, Error> {
  return useRead<List<Integration>>('/v1/integrations', { query: { limit: mostChoices }, ...options });
}
