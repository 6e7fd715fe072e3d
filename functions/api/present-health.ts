import { errorRatesOf } from '../../shared/alerts/error-rates.ts';
import { type IntegrationHealth, recentRuns } from '../../shared/api/health.ts';
import { alertSettingsOf } from '../../shared/integrations/alert-settings.ts';
import type { StoredIntegration } from '../../shared/integrations/integration-store.ts';
import { hours, runReader } from './bindings.ts';

/** Two queries, whatever the runs were: one of the index of runs, one of the hours' counts. */
export async function presentHealth(integration: StoredIntegration): Promise<IntegrationHealth> {
  const { org, integrationId } = integration;
  const { errorRate } = alertSettingsOf(integration);
  const [runs, window] = await Promise.all([
    runReader().list(org, { integrationId, action: 'sync', dryRun: false }, { limit: recentRuns, cursor: null }),
    (await hours()).window(org, integrationId, errorRate.windowHours),
  ]);
  return {
    integrationId,
    recentRuns: (runs === 'bad-cursor' ? [] : runs.items).map((run) => ({
      runId: run.runId,
      type: run.type,
      startedAt: run.startedAt,
      endedAt: run.endedAt,
      durationMs: run.durationMs,
      progress: run.progress,
      severity: run.severity,
      outcome: run.outcome,
      message: run.message,
    })),
    errorRates: errorRatesOf(errorRate, window),
  };
}
