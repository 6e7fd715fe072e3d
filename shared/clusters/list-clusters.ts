import { decodeTime } from 'ulid';
import type { ClusterInfo } from '../api/cluster.ts';
import type { Severity } from '../api/entity.ts';
import type { List, PageRequest } from '../api/list.ts';
import type { ClusterSample } from './cluster.ts';
import { decodeClusterCursor, encodeClusterCursor, follows } from './cluster-cursor.ts';
import { type ClusterOfDay, type ClusterStore, dayOf } from './cluster-store.ts';

export interface ClusterFilters {
  readonly integrationId: string;
  readonly stream?: string | undefined;
  readonly code?: string | undefined;
  readonly status?: Severity | undefined;
  /** ISO times; the UTC days of runs' ends count whole: the day of `from`, and the last one that begins before `to`. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const samplesShown = 10;
const firstDay = '0000-01-01';
const lastDay = '9999-12-31';

/** Clusters of an integration over the days, those of the most records first. */
export async function listClusters(
  store: ClusterStore,
  org: string,
  filters: ClusterFilters,
  { limit, cursor }: PageRequest,
): Promise<List<ClusterInfo> | 'bad-cursor'> {
  const query = [org, filters];
  const after = cursor === null ? null : decodeClusterCursor(query, cursor);
  if (after === undefined) return 'bad-cursor';
  const merged = await mergeDays(store, org, filters);
  const ordered = [...merged.values()].map(present).sort((one, other) => (follows(other, one) ? -1 : 1));
  const rest = after === null ? ordered : ordered.filter((cluster) => follows(cluster, after));
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  return { items, next: last && rest.length > limit ? encodeClusterCursor(query, last) : null };
}

interface Merged {
  /** Of the last day. */
  readonly cluster: ClusterOfDay;
  readonly count: number;
  readonly runs: number;
  readonly firstRunId: string;
  readonly lastRunId: string;
  /** Those of later days first. */
  readonly samples: readonly ClusterSample[];
}

async function mergeDays(store: ClusterStore, org: string, filters: ClusterFilters): Promise<Map<string, Merged>> {
  const { integrationId, stream, code, status, from, to } = filters;
  const through = to === undefined ? lastDay : dayOf(new Date(Date.parse(to) - 1).toISOString());
  const merged = new Map<string, Merged>();
  for await (const cluster of store.ofDays(org, integrationId, from === undefined ? firstDay : dayOf(from), through)) {
    if (stream !== undefined && cluster.stream !== stream) continue;
    if (code !== undefined && cluster.code !== code) continue;
    if (status !== undefined && cluster.status !== status) continue;
    merged.set(cluster.fingerprint, withDay(merged.get(cluster.fingerprint), cluster));
  }
  return merged;
}

function withDay(before: Merged | undefined, cluster: ClusterOfDay): Merged {
  const ids = [...cluster.runs, ...(before ? [before.firstRunId, before.lastRunId] : [])].sort();
  return {
    cluster,
    count: cluster.count + (before?.count ?? 0),
    // A run ends on one day.
    runs: cluster.runs.length + (before?.runs ?? 0),
    firstRunId: ids[0] ?? '',
    lastRunId: ids.at(-1) ?? '',
    samples: distinct([...cluster.samples, ...(before?.samples ?? [])]).slice(0, samplesShown),
  };
}

const distinct = (samples: readonly ClusterSample[]): ClusterSample[] =>
  samples.filter(
    ({ externalId, name }, index) =>
      samples.findIndex((one) => one.externalId === externalId && (externalId !== null || one.name === name)) === index,
  );

function present({ cluster, count, runs, firstRunId, lastRunId, samples }: Merged): ClusterInfo {
  const { fingerprint, kind, stream, code, action, status, template, message } = cluster;
  return {
    fingerprint,
    kind,
    stream,
    code,
    action,
    status,
    template,
    message,
    count,
    runs,
    firstSeenAt: startOf(firstRunId),
    lastSeenAt: startOf(lastRunId),
    lastRunId,
    samples: [...samples],
  };
}

/** A run's id tells when it started. */
const startOf = (runId: string): string => new Date(decodeTime(runId)).toISOString();
