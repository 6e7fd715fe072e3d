import { ulid } from 'ulid';
import { type AlertKind, alertKinds } from '../api/alert.ts';
import { alertSettingsOf } from '../integrations/alert-settings.ts';
import type { IntegrationInBrief } from '../integrations/integration-store.ts';
import type { Episode, EpisodeChanges } from './episode-store.ts';
import { decide, type EpisodeState, noticeOf } from './episode-transitions.ts';
import type { Health } from './health-store.ts';
import { claimedFrom, type NotifyDependencies, notify, notifyPending } from './notify.ts';
import { type Facts, type Observed, observers, type PendingDeletions } from './observe.ts';

export interface EvaluateDependencies extends NotifyDependencies {
  readonly pendingDeletions: (org: string, integrationId: string) => Promise<readonly PendingDeletions[]>;
}

/** What the caller knows already. */
export interface Known {
  readonly health: Health;
  readonly episodes: readonly Episode[];
  /** A full run has just succeeded. */
  readonly provenWell: boolean;
}

/**
 * Compares an integration with what it is watched for, moves its alerts on, and tells what there is to tell. Of two who
 * do so at once, the one whose conditional write came first tells it.
 */
export async function evaluateAlerts(
  deps: EvaluateDependencies,
  integration: IntegrationInBrief,
  { health, episodes, provenWell }: Known,
): Promise<void> {
  const { org, integrationId } = integration;
  const { enabled, errorRate } = alertSettingsOf(integration);
  const facts: Facts = {
    integration,
    health,
    provenWell,
    window: await deps.hours.window(org, integrationId, errorRate.windowHours),
    pendingDeletions: await deps.pendingDeletions(org, integrationId),
    now: deps.now(),
  };
  for (const kind of alertKinds) {
    const seen = episodes.find((episode) => episode.kind === kind);
    const observed = enabled ? observers[kind](facts) : null;
    if (observed === null) await endSilently(deps, seen);
    else await advance(deps, facts, kind, seen, observed);
  }
}

/** Nobody is watched for it any more: what was going on is over, and nobody wants to hear so. */
async function endSilently(deps: EvaluateDependencies, seen: Episode | undefined): Promise<void> {
  if (!seen || seen.state === 'OK') return;
  const at = new Date(deps.now()).toISOString();
  await deps.episodes.move(seen, 'OK', { since: at, resolvedAt: at, notify: null, claimedUntil: null });
}

async function advance(
  deps: EvaluateDependencies,
  facts: Facts,
  kind: AlertKind,
  seen: Episode | undefined,
  observed: Observed,
): Promise<void> {
  const { integration, provenWell, now } = facts;
  const state = seen?.state ?? 'OK';
  const isWorse = (observed.level ?? 0) > (seen?.level ?? 0);
  const to = decide(state, Date.parse(seen?.since ?? ''), { ...observed, provenWell, isWorse }, now);
  if (to === null) {
    if (seen) await notifyPending(deps, integration, seen);
    return;
  }
  const changes = changesOf(state, to, observed, now);
  const moved = seen
    ? await deps.episodes.move(seen, to, { ...changes, integrationName: integration.name })
    : await deps.episodes.begin({ ...firstOf(integration, kind, now), ...changes, ...observed.finding, state: to });
  if (moved !== 'lost' && noticeOf(state, to) !== null) await notify(deps, integration, moved);
}

function changesOf(from: EpisodeState, to: EpisodeState, observed: Observed, now: number): EpisodeChanges {
  const { finding, level = 0 } = observed;
  const at = new Date(now).toISOString();
  const notice = noticeOf(from, to);
  return {
    ...(from !== to && { since: at }),
    ...(from === 'OK' && { alertId: ulid(now), raisedAt: null, resolvedAt: null }),
    // What was the case stays told while it only pauses.
    ...(to !== 'CLEARING' && finding),
    ...(notice === 'raised' && { level, ...(from !== to && { raisedAt: at }) }),
    ...(notice === 'resolved' && { resolvedAt: at }),
    ...(notice !== null && {
      notify: notice,
      claimedUntil: claimedFrom(now),
      attempts: 1,
      notified: [],
      notifiedAt: null,
      undelivered: [],
    }),
  };
}

function firstOf({ org, integrationId, name }: IntegrationInBrief, kind: AlertKind, now: number) {
  return {
    org,
    integrationId,
    integrationName: name,
    kind,
    alertId: ulid(now),
    since: new Date(now).toISOString(),
    level: 0,
    raisedAt: null,
    resolvedAt: null,
    notify: null,
    claimedUntil: null,
    attempts: 0,
    notified: [],
    notifiedAt: null,
    undelivered: [],
    revision: 1,
  } as const;
}
