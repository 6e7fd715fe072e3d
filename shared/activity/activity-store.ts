import { type HourStore, hourOf, hoursKept, msPerHour } from '../alerts/hour-store.ts';
import type { ActivityCounts } from '../api/activity.ts';
import type { Run } from '../api/run.ts';
import { activityKey, activityOfTimes } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';
import { activityOfItem, addActivity } from './activity-counts.ts';

export type Span = 'hour' | 'day';

/** What runs of one integration came to within one hour or day. */
export interface ActivityRow {
  /** 2026-01-31T09 or 2026-01-31, in UTC. */
  readonly time: string;
  readonly integrationId: string;
  readonly integrationName: string;
  readonly connector: string;
  readonly counts: ActivityCounts;
}

/** The counts of all integrations of an org, by the hour and by the day, beside each other: a look at all is one query. */
export class ActivityStore {
  readonly #trail: Table;

  constructor(trail: Table) {
    this.#trail = trail;
  }

  /**
   * Takes over what the hours of an integration say by now of when this run ended. They count each run once; what is
   * written here are their sums, and a sum of fewer runs never replaces one of more. So it may be done again, and by
   * several at once: who noted his run last has read all others.
   */
  async note(org: string, run: Run, hours: HourStore): Promise<void> {
    const endedAt = Date.parse(run.endedAt ?? run.startedAt);
    const hour = hourOf(endedAt);
    const day = hour.slice(0, 10);
    const ofDay = await hours.day(org, run.integrationId, day);
    const ofHour = ofDay.get(hour);
    if (ofHour === undefined) return;
    await Promise.all([
      this.#keep(org, run, 'hour', hour, ofHour),
      this.#keep(org, run, 'day', day, addActivity(...ofDay.values())),
    ]);
  }

  async #keep(org: string, run: Run, by: Span, time: string, counts: ActivityCounts): Promise<void> {
    const { integrationId, integrationName, connector } = run;
    const noted = counts.runs + counts.abortedRuns;
    const until = Date.parse(run.endedAt ?? run.startedAt) + (hoursKept + 25) * msPerHour;
    await this.#trail.put(
      {
        ...activityKey(org, by, time, integrationId),
        integrationId,
        integrationName,
        connector,
        ...counts,
        noted,
        expiresAt: Math.ceil(until / 1000),
      },
      {
        condition: 'attribute_not_exists(#pk) OR #noted < :noted',
        names: { '#pk': 'pk', '#noted': 'noted' },
        values: { ':noted': noted },
      },
    );
  }

  /** Every integration's counts of the hours or days from `first` to `last`, both included. */
  async between(org: string, by: Span, first: string, last: string): Promise<ActivityRow[]> {
    const times = activityOfTimes(org, by, first, last);
    const rows: ActivityRow[] = [];
    let startKey: Record<string, unknown> | undefined;
    do {
      const page = await this.#trail.query({
        where: 'pk = :pk AND sk BETWEEN :first AND :last',
        values: { ':pk': times.pk, ':first': times.first, ':last': times.last },
        ...(startKey && { startKey }),
      });
      rows.push(...page.items.map(rowOf));
      startKey = page.lastKey;
    } while (startKey);
    return rows;
  }
}

const rowOf = (item: Item): ActivityRow => ({
  time: item.sk.split('#')[0] ?? '',
  integrationId: String(item['integrationId']),
  integrationName: String(item['integrationName']),
  connector: String(item['connector']),
  counts: activityOfItem(item),
});
