import type { Table } from '../table/table.ts';
import { EpisodeStore } from './episode-store.ts';
import { HealthStore } from './health-store.ts';

/** Removes what is known of an integration that is gone. The counts of its hours expire. */
export async function forgetAlerts(registry: Table, org: string, integrationId: string): Promise<void> {
  await new EpisodeStore(registry).forget(org, integrationId);
  await new HealthStore(registry).forget(org, integrationId);
}
