import type { Integration } from '../../shared/api/integration.ts';
import { cloud, defaultRunnerWaitHours } from '../../shared/api/runner.ts';
import { guardOf } from '../../shared/guards/deletion-guard.ts';
import { presentAlertSettings } from '../../shared/integrations/alert-settings.ts';
import type { StoredIntegration } from '../../shared/integrations/integration-store.ts';
import { streamProgress } from '../../shared/integrations/stream-progress.ts';
import { presentQuarantine, quarantineReason } from '../../shared/quarantine/quarantine.ts';
import { integrationDependencies, registry, runReader } from './bindings.ts';

/** Integrations described at once: each takes three requests, and a page may hold a thousand. */
const concurrency = 16;

/** An integration as the API shows it: without what is sealed, with how far its streams are and its latest run. */
export async function presentIntegration(stored: StoredIntegration): Promise<Integration> {
  const { org, integrationId } = stored;
  const { nextSyncs } = await import('../../shared/schedules/upcoming-runs.ts');
  const next = nextSyncs(stored, integrationDependencies().now());
  const [activity, progress, latest] = await Promise.all([
    integrationDependencies().integrations.activity(org, integrationId),
    streamProgress(registry(), org, integrationId),
    runReader().latest(org, integrationId),
  ]);
  const { name, connector, direction, target, status, statusReason, settings, createdAt, updatedAt } = stored;
  return {
    integrationId,
    name,
    connector,
    direction,
    target,
    readsFrom: stored.readsFrom ?? null,
    status,
    statusReason: statusReason ?? quarantineReason(stored),
    settings,
    secrets: [...stored.secrets],
    streams: stored.streams.map((stream) => ({
      name: stream.name,
      modes: [...stream.modes],
      byId: stream.byId === true,
      ...(progress.get(stream.name) ?? { knownRecords: 0, lastSyncedAt: null }),
      nextSyncAt: next.get(stream.name) ?? null,
    })),
    paused: stored.schedule?.paused ?? false,
    activity,
    alerts: presentAlertSettings(stored),
    quarantine: presentQuarantine(stored),
    deletionGuard: guardOf(stored),
    runsOn: stored.runsOn ?? cloud,
    runnerWaitHours: stored.runnerWaitHours ?? defaultRunnerWaitHours,
    createdAt,
    updatedAt,
    lastRun: latest
      ? {
          runId: latest.runId,
          startedAt: latest.startedAt,
          endedAt: latest.endedAt,
          progress: latest.progress,
          severity: latest.severity,
          outcome: latest.outcome,
        }
      : null,
  };
}

export async function presentIntegrations(stored: readonly StoredIntegration[]): Promise<Integration[]> {
  const presented: Integration[] = [];
  for (let from = 0; from < stored.length; from += concurrency) {
    presented.push(...(await Promise.all(stored.slice(from, from + concurrency).map(presentIntegration))));
  }
  return presented;
}
