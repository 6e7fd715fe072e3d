import { clusterKey, clustersOfDays } from '../table/keys.ts';
import type { Item, Key, Table } from '../table/table.ts';
import { isExpired } from '../trail/retention.ts';
import type { Cluster } from './cluster.ts';

/** A run whose clusters are noted. `endedAt` (ISO) says on which day. */
export interface ClusteredRun {
  readonly org: string;
  readonly integrationId: string;
  readonly runId: string;
  readonly endedAt: string;
}

/** A cluster of the runs that ended on one day. */
export interface ClusterOfDay extends Cluster {
  /** UTC, 2026-01-31. */
  readonly day: string;
  /** Null for what concerns runs as a whole. */
  readonly stream: string | null;
  /** The runs that had it; their ids are ULIDs. */
  readonly runs: readonly string[];
}

/** Clusters are few; this many writes at once hide the round trip. */
const concurrency = 8;

/** Clusters of an integration, rolled up by the UTC day on which a run ended. */
export class ClusterStore {
  readonly #trail: Table;
  readonly #now: () => number;

  constructor(trail: Table, now: () => number) {
    this.#trail = trail;
    this.#now = now;
  }

  /**
   * Adds a run's clusters of one stream. Each counts once for each run: like a tally, the item keeps the set of runs that
   * are in it. So the same may be noted any number of times, and after dying half way.
   */
  async note(run: ClusteredRun, stream: string | null, clusters: readonly Cluster[], expiresAt: number): Promise<void> {
    let next = 0;
    const lane = async () => {
      for (let cluster = clusters[next++]; cluster; cluster = clusters[next++]) {
        await this.#noteOne(run, stream, cluster, expiresAt);
      }
    };
    await Promise.all(Array.from({ length: Math.min(concurrency, clusters.length) }, lane));
  }

  async #noteOne(run: ClusteredRun, stream: string | null, cluster: Cluster, expiresAt: number): Promise<void> {
    const { fingerprint, count, ...described } = cluster;
    const key = clusterKey(run.org, run.integrationId, dayOf(run.endedAt), fingerprint);
    const set = { ...described, fingerprint, stream };
    const names = Object.keys(set);
    const noted = await this.#trail.update(key, {
      update: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}, #until = if_not_exists(#until, :until) ADD #runs :run, #count :count`,
      condition: 'NOT contains(#runs, :runId)',
      names: {
        ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
        '#until': 'expiresAt',
        '#runs': 'runs',
        '#count': 'count',
      },
      values: {
        ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
        ':until': expiresAt,
        ':run': new Set([run.runId]),
        ':runId': run.runId,
        ':count': count,
      },
    });
    if (noted.kind === 'refused' || Number(noted.item['expiresAt']) < expiresAt) await this.#keepUntil(key, expiresAt);
  }

  /** As long as the last of its runs. */
  async #keepUntil(key: Key, expiresAt: number): Promise<void> {
    await this.#trail.update(key, {
      update: 'SET expiresAt = :until',
      condition: 'expiresAt < :until',
      values: { ':until': expiresAt },
    });
  }

  /** The clusters of some UTC days, both included, in the order of the days. */
  async *ofDays(org: string, integrationId: string, from: string, through: string): AsyncGenerator<ClusterOfDay> {
    const { pk, first, last } = clustersOfDays(org, integrationId, from, through);
    let startKey: Record<string, unknown> | undefined;
    do {
      const { items, lastKey } = await this.#trail.query({
        where: 'pk = :pk AND sk BETWEEN :first AND :last',
        values: { ':pk': pk, ':first': first, ':last': last },
        ...(startKey && { startKey }),
      });
      for (const item of items) {
        if (!isExpired(Number(item['expiresAt']), this.#now())) yield clusterOfItem(item);
      }
      startKey = lastKey;
    } while (startKey);
  }
}

/** The UTC day of an ISO time. */
export const dayOf = (at: string): string => at.slice(0, 10);

function clusterOfItem(item: Item): ClusterOfDay {
  const { pk, sk, expiresAt, runs, ...cluster } = item;
  return {
    ...(cluster as unknown as Omit<ClusterOfDay, 'day' | 'runs'>),
    day: dayOf(sk),
    runs: runs instanceof Set ? [...(runs as ReadonlySet<string>)] : [],
  };
}
