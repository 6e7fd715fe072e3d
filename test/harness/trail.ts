import { type Api, everyItem, type Parameters } from '../../cli/api-client.ts';
import type { Call } from '../../shared/api/call.ts';
import type { Entity } from '../../shared/api/entity.ts';
import type { Page } from '../../shared/api/page.ts';
import type { Counts, Step } from '../../shared/api/run.ts';

export interface Trail {
  readonly steps: readonly Step[];
  readonly pages: readonly Page[];
  readonly entities: readonly Entity[];
  readonly calls: readonly Call[];
}

/** Items a request; the most that the API gives. */
const limit = 1000;

/** The whole log of a run, read to the last cursor; in the order in which things happened, unlike the API's. */
export async function readTrail(api: Api, runId: string): Promise<Trail> {
  const { items: steps } = await api.steps(runId);
  const pages = await Array.fromAsync(everyItem((parameters) => api.pages(runId, parameters), { limit }));
  const calls = await Array.fromAsync(everyItem((parameters) => api.calls(runId, parameters), { limit }));
  return { steps, pages: pages.toReversed(), entities: await readEntities(api, runId), calls: calls.toReversed() };
}

/** Every entity of a run that a filter lets pass. */
export function readEntities(api: Api, runId: string, filter: Parameters = {}): Promise<Entity[]> {
  return Array.fromAsync(everyItem((parameters) => api.entities(runId, parameters), { ...filter, limit }));
}

export type ActionCounts = Pick<Counts, 'created' | 'updated' | 'deleted' | 'unchanged' | 'skipped'>;

/** Counts what the entities say was done. */
export function countActions(entities: readonly Entity[]): ActionCounts {
  const count = (action: Entity['action']): number => entities.filter((entity) => entity.action === action).length;
  return {
    created: count('CREATE'),
    updated: count('UPDATE'),
    deleted: count('DELETE'),
    unchanged: count('NONE'),
    skipped: count('SKIP'),
  };
}

/** Sorted external ids of the entities with an action. */
export function idsWith(entities: readonly Entity[], action: Entity['action']): string[] {
  return entities
    .filter((entity) => entity.action === action)
    .map((entity) => String(entity.externalId))
    .toSorted();
}
