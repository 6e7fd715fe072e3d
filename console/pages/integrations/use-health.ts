import { useEffect } from 'react';
import type { IntegrationHealth } from '../../../shared/api/health.ts';
import type { Integration } from '../../../shared/api/integration.ts';
import { useRead } from '../../api/use-read.ts';

const refreshMs = 30_000;
/** What ended a moment ago is counted into the error rate some seconds later. */
const settlingMs = 30_000;
const whileSettlingMs = 3_000;

/** How an integration does, asked again when a run of it begins or ends. `isSeen`: nothing is asked for what is not. */
export function useHealth({ integrationId, lastRun }: Pick<Integration, 'integrationId' | 'lastRun'>, isSeen = true) {
  const read = useRead<IntegrationHealth>(`/v1/integrations/${encodeURIComponent(integrationId)}/health`, {
    enabled: isSeen,
    refreshMs: () => (isSettling(lastRun) ? whileSettlingMs : refreshMs),
  });
  const { refetch, data } = read;
  const newest = data?.recentRuns[0];
  const isOld =
    data !== undefined && lastRun !== null && (newest?.runId !== lastRun.runId || newest.endedAt !== lastRun.endedAt);
  const state = `${lastRun?.runId} ${lastRun?.endedAt}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each state of the last run
  useEffect(() => {
    if (isSeen && isOld) void refetch();
  }, [isSeen, state]);
  return read;
}

const isSettling = (lastRun: Integration['lastRun']): boolean =>
  lastRun !== null && lastRun.endedAt !== null && Date.now() - Date.parse(lastRun.endedAt) < settlingMs;
