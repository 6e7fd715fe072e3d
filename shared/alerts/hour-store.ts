import type { Run } from '../api/run.ts';
import { hourKey } from '../table/keys.ts';
import type { Item, Table } from '../table/table.ts';

/** What came of the runs that ended within an hour, or several. */
export interface HourCounts {
  readonly runs: number;
  /** Of which nothing came. */
  readonly failedRuns: number;
  /** Records that something was decided for, deletions among them. */
  readonly records: number;
  readonly failedRecords: number;
}

const noCounts: HourCounts = { runs: 0, failedRuns: 0, records: 0, failedRecords: 0 };
const names = Object.keys(noCounts) as (keyof HourCounts)[];

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
    const counts = countsOf(run);
    await this.#trail.update(hourKey(org, run.integrationId, hourOf(endedAt)), {
      update: `SET expiresAt = :until ADD #ids :id, ${names.map((name) => `#${name} :${name}`).join(', ')}`,
      condition: 'NOT contains(#ids, :runId)',
      names: { '#ids': 'runIds', ...Object.fromEntries(names.map((name) => [`#${name}`, name])) },
      values: {
        ':until': Math.ceil((endedAt + (hoursKept + 1) * msPerHour) / 1000),
        ':id': new Set([run.runId]),
        ':runId': run.runId,
        ...Object.fromEntries(names.map((name) => [`:${name}`, counts[name]])),
      },
    });
  }

  /** All of the last so many hours, the one that is going being the last of them. */
  async window(org: string, integrationId: string, hours: number): Promise<HourCounts> {
    const now = this.#now();
    const { pk, sk: last } = hourKey(org, integrationId, hourOf(now));
    const first = hourOf(now - (hours - 1) * msPerHour);
    let counts = noCounts;
    let startKey: Record<string, unknown> | undefined;
    do {
      const page = await this.#trail.query({
        where: 'pk = :pk AND sk BETWEEN :first AND :last',
        values: { ':pk': pk, ':first': first, ':last': last },
        consistent: true,
        ...(startKey && { startKey }),
      });
      counts = page.items.reduce(addItem, counts);
      startKey = page.lastKey;
    } while (startKey);
    return counts;
  }
}

const hourOf = (at: number): string => new Date(at).toISOString().slice(0, 13);

function countsOf({ outcome, counts }: Run): HourCounts {
  const { created, updated, deleted, unchanged, skipped, failed } = counts;
  return {
    runs: 1,
    failedRuns: outcome === 'FAILED' ? 1 : 0,
    records: created + updated + deleted + unchanged + skipped + failed,
    failedRecords: failed,
  };
}

const addItem = (counts: HourCounts, item: Item): HourCounts => ({
  runs: counts.runs + Number(item['runs']),
  failedRuns: counts.failedRuns + Number(item['failedRuns']),
  records: counts.records + Number(item['records']),
  failedRecords: counts.failedRecords + Number(item['failedRecords']),
});
