import type { Alert, AlertKind, AlertState } from '../api/alert.ts';
import type { List, PageRequest } from '../api/list.ts';
import type { Table } from '../table/table.ts';
import { EpisodeStore } from './episode-store.ts';
import { presentAlert } from './present-alert.ts';

export interface AlertFilters {
  readonly integrationId?: string | undefined;
  readonly state?: AlertState | undefined;
  readonly kind?: AlertKind | undefined;
}

/**
 * Of an org, the latest episode of each kind of alert of each integration: what is raised first, what is over last, each
 * newest first. The cursor is a place in this order.
 */
export async function listAlerts(
  registry: Table,
  org: string,
  { integrationId, state, kind }: AlertFilters,
  { limit, cursor }: PageRequest,
): Promise<List<Alert>> {
  // At most five an integration: what is read for one page is a few hundred KB even where there are a thousand.
  const all = (await new EpisodeStore(registry).list(org, integrationId)).map(presentAlert);
  const found = all
    .filter((alert) => (state === undefined || alert.state === state) && (kind === undefined || alert.kind === kind))
    .map((alert) => ({ alert, place: placeOf(alert) }))
    .filter(({ place }) => cursor === null || place < cursor)
    .sort((one, other) => (one.place < other.place ? 1 : -1));
  const shown = found.slice(0, limit);
  return {
    items: shown.map(({ alert }) => alert),
    next: found.length > limit ? (shown.at(-1)?.place ?? null) : null,
  };
}

const ranks: Readonly<Record<AlertState, number>> = { RAISED: 2, PENDING: 1, OK: 0 };
const placeOf = ({ state, alertId }: Alert): string => `${ranks[state]}${alertId}`;
