import { activityNames, activityOfItem, activityOfRun, addActivity, noActivity } from '../activity/activity-counts.ts';
import type { ActivityCounts } from '../api/activity.ts';
import type { Run } from '../api/run.ts';
import { hourKey } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';

/** What rates are told from. */
export type HourCounts = Pick<ActivityCounts, 'runs' | 'failedRuns' | 'records' | 'failedRecords'>;

export const msPerHour = 3_600_000;
/** As long as a window may be, and as the runs themselves. */
export const hoursKept = 30 * 24;

/** What runs of an integration came to, by the UTC hour of their end: rates are told from a few items, not from logs. */
export class HourStore {
  readonly #trail: Table;
  readonly #now: () => number;

  constructor(trail: Table, now: () => number) {
    this.#trail = trail;
    this.#now = now;
  }

  /**
   * Adds a run that has ended, once however often it is told: the item keeps the set of its runs. It so has room for
   * 14,000 runs of an integration an hour.
   */
  async note(org: string, run: Run): Promise<void> {
    const endedAt = Date.parse(run.endedAt ?? run.startedAt);
    const counts = activityOfRun(run);
    const added = activityNames.filter((name) => counts[name] > 0);
    await this.#trail.update(hourKey(org, run.integrationId, hourOf(endedAt)), {
      update: `SET expiresAt = :until ADD #ids :id, ${added.map((name) => `#${name} :${name}`).join(', ')}`,
      condition: 'NOT contains(#ids, :runId)',
      names: { '#ids': 'runIds', ...Object.fromEntries(added.map((name) => [`#${name}`, name])) },
      values: {
        ':until': Math.ceil((endedAt + (hoursKept + 1) * msPerHour) / 1000),
        ':id': new Set([run.runId]),
        ':runId': run.runId,
        ...Object.fromEntries(added.map((name) => [`:${name}`, counts[name]])),
      },
    });
  }

  /** All of the last so many hours, the one that is going being the last of them. */
  async window(org: string, integrationId: string, hours: number): Promise<HourCounts> {
    const now = this.#now();
    const found = await this.#between(org, integrationId, hourOf(now - (hours - 1) * msPerHour), hourOf(now));
    const { runs, failedRuns, records, failedRecords } = addActivity(noActivity, ...found.map(activityOfItem));
    return { runs, failedRuns, records, failedRecords };
  }

  /** What runs came to that ended on a UTC day, as in 2026-01-31, by the hour, as in 2026-01-31T09. */
  async day(org: string, integrationId: string, day: string): Promise<Map<string, ActivityCounts>> {
    const found = await this.#between(org, integrationId, `${day}T00`, `${day}T23`);
    return new Map(found.map((item) => [item.sk, activityOfItem(item)]));
  }

  async #between(org: string, integrationId: string, first: string, last: string): Promise<Item[]> {
    const items: Item[] = [];
    let startKey: Record<string, unknown> | undefined;
    do {
      const page = await this.#trail.query({
        where: 'pk = :pk AND sk BETWEEN :first AND :last',
        values: { ':pk': hourKey(org, integrationId, first).pk, ':first': first, ':last': last },
        consistent: true,
        ...(startKey && { startKey }),
      });
      items.push(...page.items);
      startKey = page.lastKey;
    } while (startKey);
    return items;
  }
}

/** 2026-01-31T09, in UTC. */
export const hourOf = (at: number): string => new Date(at).toISOString().slice(0, 13);
