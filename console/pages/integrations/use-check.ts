import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { SettingsCheck } from '../../../shared/api/connector.ts';
import { request } from '../../api/request.ts';
import type { JsonObject } from './schema-form/schema.ts';
import { useSettled } from './use-settled.ts';

const settleMs = 400;

/** What the API says of settings while they are written: what else they ask for, and what of them cannot work. */
export function useCheck(connector: string, settings: JsonObject) {
  const settled = useSettled(settings, settleMs);
  const path = `/v1/connectors/${encodeURIComponent(connector)}/check`;
  return useQuery<SettingsCheck, Error>({
    queryKey: [path, settled],
    queryFn: ({ signal }) => request<SettingsCheck>(path, { method: 'POST', body: { settings: settled }, signal }),
    // That of another connector has nothing to say here.
    placeholderData: (previous, query) => (query?.queryKey[0] === path ? keepPreviousData(previous) : undefined),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}
