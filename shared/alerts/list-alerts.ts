import type { Alert, AlertState } from '../api/alert.ts';
import type { List, PageRequest } from '../api/list.ts';
import type { Table } from '../table/table.ts';
import { EpisodeStore } from './episode-store.ts';
import { presentAlert } from './present-alert.ts';

export interface AlertFilters {
  readonly integrationId?: string | undefined;
  readonly state?: AlertState | undefined;
}

/** Of an org, the latest episode of each kind of alert of each integration; newest first. The cursor is an alert's id. */
export async function listAlerts(
  registry: Table,
  org: string,
  { integrationId, state }: AlertFilters,
  { limit, cursor }: PageRequest,
): Promise<List<Alert>> {
  // At most five an integration: what is read for one page is a few hundred KB even where there are a thousand.
  const all = (await new EpisodeStore(registry).list(org, integrationId)).map(presentAlert);
  const found = all
    .filter((alert) => (state === undefined || alert.state === state) && (cursor === null || alert.alertId < cursor))
    .sort((one, other) => (one.alertId < other.alertId ? 1 : -1));
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? (items.at(-1)?.alertId ?? null) : null };
}
