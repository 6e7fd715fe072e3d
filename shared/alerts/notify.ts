import type { Alerting } from '../integrations/alert-settings.ts';
import { type DeliverDependencies, deliver } from './deliver.ts';
import type { Episode, EpisodeStore } from './episode-store.ts';

export interface NotifyDependencies extends DeliverDependencies {
  readonly episodes: EpisodeStore;
}

/** Two tries of 10 s more than a webhook takes at the worst; then its sender has died. */
export const claimMs = 2 * 60_000;
/** The watch tries again every ten minutes: an hour in all. */
const mostAttempts = 6;

type Owner = Alerting & { readonly org: string; readonly integrationId: string };

/** For who makes a transition with something to tell: nobody else tells it meanwhile. */
export const claimedFrom = (now: number): string => new Date(now + claimMs).toISOString();

/**
 * Tells what an episode, which the caller has claimed, has to tell, and notes that it was told. Who dies in between has
 * told it and not noted so: then it is told again, under the same id.
 */
export async function notify(deps: NotifyDependencies, integration: Owner, episode: Episode): Promise<void> {
  if (episode.notify === null) return;
  const { notified, undelivered } = await deliver(deps, integration, episode, episode.notify);
  const isDone = undelivered.length === 0 || episode.attempts >= mostAttempts;
  await deps.episodes.note(episode, {
    notified,
    undelivered,
    claimedUntil: null,
    notify: isDone ? null : episode.notify,
    ...(notified.length > 0 && { notifiedAt: new Date(deps.now()).toISOString() }),
  });
}

/** Tells what somebody else was to tell and has not. */
export async function notifyPending(deps: NotifyDependencies, integration: Owner, episode: Episode): Promise<void> {
  const now = deps.now();
  if (episode.notify === null) return;
  if (episode.claimedUntil !== null && Date.parse(episode.claimedUntil) > now) return;
  if (episode.attempts >= mostAttempts) {
    // Whoever tried last has died of it.
    await deps.episodes.note(episode, { notify: null, claimedUntil: null });
    return;
  }
  const claimed = await deps.episodes.note(episode, {
    claimedUntil: claimedFrom(now),
    attempts: episode.attempts + 1,
  });
  if (claimed !== 'lost') await notify(deps, integration, claimed);
}
