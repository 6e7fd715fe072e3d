import type { UpcomingRun } from '../api/schedule.ts';
import type { IntegrationInBrief } from '../integrations/integration-store.ts';
import type { Scheduled } from '../integrations/schedule.ts';
import { groupsOf, type StreamGroup, startsOf } from './groups.ts';
import { startsByItself } from './wanted-schedules.ts';

/** Epoch milliseconds, `to` not included. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The groups of an integration that start by themselves as things are: none while it is paused or not active. */
const startingGroups = (integration: Scheduled): StreamGroup[] =>
  integration.status === 'ACTIVE' && startsByItself(integration) ? groupsOf(integration) : [];

/** What is going to be started behind `after`; what falls into a quarantine is not. */
function* nextStarts(integration: Scheduled, group: StreamGroup, after: number): Generator<number> {
  const { until } = integration.quarantine ?? {};
  yield* startsOf(group, until == null ? after : Math.max(after, Date.parse(until) - 1));
}

/** Each group of an integration's streams with its next starts, ISO. */
export function groupsWithStarts(integration: Scheduled, now: number, count: number) {
  const starting = new Set(startingGroups(integration).map(({ id }) => id));
  return groupsOf(integration).map((group) => ({
    group,
    next: starting.has(group.id) ? [...nextStarts(integration, group, now).take(count)].map(iso) : [],
  }));
}

/** When a stream is synced next by itself, ISO; absent for streams that are not. */
export function nextSyncs(integration: Scheduled, now: number): Map<string, string> {
  const next = new Map<string, string>();
  for (const { group, next: starts } of groupsWithStarts(integration, now, 1)) {
    for (const start of starts) for (const stream of group.streams) next.set(stream, start);
  }
  return next;
}

interface Waiting {
  readonly integration: IntegrationInBrief;
  readonly group: StreamGroup;
  readonly starts: Iterator<number>;
  at: number;
}

/**
 * The first runs that schedules are going to start within a time, of many integrations, in order. Takes no more times
 * of a group than it gives out: some groups are due every minute, others once a year.
 */
export function upcomingRuns(
  integrations: readonly IntegrationInBrief[],
  { from, to }: TimeRange,
  limit: number,
): UpcomingRun[] {
  const waiting = integrations.flatMap((integration) =>
    startingGroups(integration).flatMap((group) => begin({ integration, group, from, to })),
  );
  const upcoming: UpcomingRun[] = [];
  while (upcoming.length < limit) {
    const first = waiting.reduce<Waiting | null>((least, one) => (isBefore(one, least) ? one : least), null);
    if (first === null || first.at >= to) break;
    const { integrationId, name } = first.integration;
    upcoming.push({ at: iso(first.at), integrationId, integrationName: name, streams: [...first.group.streams] });
    first.at = nextOf(first.starts);
  }
  return upcoming;
}

function begin({ integration, group, from, to }: TimeRange & Pick<Waiting, 'integration' | 'group'>): Waiting[] {
  const starts = nextStarts(integration, group, from - 1);
  const at = nextOf(starts);
  return at < to ? [{ integration, group, starts, at }] : [];
}

const nextOf = (starts: Iterator<number>): number => {
  const { value, done } = starts.next();
  return done ? Number.POSITIVE_INFINITY : value;
};

/** By time, then by integration and group, so that two requests agree on the order. */
function isBefore(one: Waiting, other: Waiting | null): boolean {
  if (other === null || one.at !== other.at) return one.at < (other?.at ?? Number.POSITIVE_INFINITY);
  const keys = [one, other].map(({ integration, group }) => `${integration.integrationId} ${group.id}`);
  return String(keys[0]) < String(keys[1]);
}

const iso = (at: number): string => new Date(at).toISOString();
