import type { Integration } from '../../shared/api/integration.ts';
import { useScope } from '../routing/scope.ts';
import { useIntegrations } from './use-integrations.ts';

/** The integrations that can be chosen, newest first; undefined until they are known. None where one is given anyway. */
export function useOfferedIntegrations(): readonly Integration[] | undefined {
  const { integrationId } = useScope();
  const read = useIntegrations({ enabled: integrationId === null });
  return integrationId === null ? read.data?.items : [];
}

/**
 * The integration that a page is about: the one that the console is restricted to, else the one asked for, else the only
 * one there is; null while that is still to be chosen.
 */
export function useChosenIntegration(asked: string | null): string | null {
  const { integrationId } = useScope();
  const all = useOfferedIntegrations();
  if (integrationId !== null) return integrationId;
  return asked ?? (all?.length === 1 ? (all[0]?.integrationId ?? null) : null);
}
