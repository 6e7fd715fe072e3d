import { msPerHour } from '../alerts/hour-store.ts';
import type { Activity, ActivityBucket, IntegrationActivity } from '../api/activity.ts';
import { addActivity, noActivity } from './activity-counts.ts';
import type { ActivityRow, ActivityStore, Span } from './activity-store.ts';

export interface ActivityRequest {
  /** ISO; default: a day before `to` by the hour, 30 days before it by the day. */
  readonly from?: string | undefined;
  /** ISO; default: now. */
  readonly to?: string | undefined;
  readonly by: Span;
  readonly integrationId?: string | undefined;
}

const msOf: Readonly<Record<Span, number>> = { hour: msPerHour, day: 24 * msPerHour };
const defaultBuckets: Readonly<Record<Span, number>> = { hour: 24, day: 30 };
/** A week by the hour; by the day a bucket more than is kept, as the first one may have begun before. */
export const mostBuckets: Readonly<Record<Span, number>> = { hour: 7 * 24 + 1, day: 31 };

/** What came of runs between two times, which are widened to whole hours or days. */
export async function readActivity(
  deps: { readonly activity: ActivityStore; readonly now: () => number },
  org: string,
  request: ActivityRequest,
): Promise<Activity | 'backwards' | 'too-many'> {
  const { by, integrationId } = request;
  const size = msOf[by];
  const until = request.to === undefined ? deps.now() : Date.parse(request.to);
  const to = Math.ceil(until / size) * size;
  const since = request.from === undefined ? to - defaultBuckets[by] * size : Date.parse(request.from);
  const from = Math.floor(since / size) * size;
  if (since >= until) return 'backwards';
  if ((to - from) / size > mostBuckets[by]) return 'too-many';
  const times = Array.from({ length: (to - from) / size }, (_, index) => new Date(from + index * size).toISOString());
  const nameOf = (at: string): string => at.slice(0, by === 'hour' ? 13 : 10);
  const all = await deps.activity.between(org, by, nameOf(times[0] ?? ''), nameOf(times.at(-1) ?? ''));
  const rows = integrationId === undefined ? all : all.filter((row) => row.integrationId === integrationId);
  const byTime = Map.groupBy(rows, ({ time }) => time);
  const buckets: ActivityBucket[] = times.map((at) => ({ at, ...sumOf(byTime.get(nameOf(at)) ?? []) }));
  const iso = (at: number): string => new Date(at).toISOString();
  return { from: iso(from), to: iso(to), by, total: sumOf(rows), buckets, integrations: integrationsOf(rows) };
}

const sumOf = (rows: readonly ActivityRow[]) => addActivity(noActivity, ...rows.map(({ counts }) => counts));

function integrationsOf(rows: readonly ActivityRow[]): IntegrationActivity[] {
  return [...Map.groupBy(rows, ({ integrationId }) => integrationId)]
    .map(([integrationId, own]) => {
      const { integrationName = '', connector = '' } = own.at(-1) ?? {};
      return { integrationId, integrationName, connector, ...sumOf(own) };
    })
    .sort((one, other) => one.integrationName.localeCompare(other.integrationName, 'en'));
}
