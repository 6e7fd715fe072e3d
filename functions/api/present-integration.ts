import type { Integration } from '../../shared/api/integration.ts';
import type { StoredIntegration } from '../../shared/integrations/integration-store.ts';
import { streamProgress } from '../../shared/integrations/stream-progress.ts';
import { integrationDependencies, registry, runReader } from './bindings.ts';

/** Integrations described at once: each takes three requests, and a page may hold a thousand. */
const concurrency = 16;

/** An integration as the API shows it: without what is sealed, with how far its streams are and its latest run. */
export async function presentIntegration(stored: StoredIntegration): Promise<Integration> {
  const { org, integrationId } = stored;
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
    status,
    statusReason,
    settings,
    secrets: [...stored.secrets],
    streams: stored.streams.map((stream) => ({
      name: stream.name,
      modes: [...stream.modes],
      ...(progress.get(stream.name) ?? { knownRecords: 0, lastSyncedAt: null }),
    })),
    activity,
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
