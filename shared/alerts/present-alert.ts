import type { Alert } from '../api/alert.ts';
import type { Episode } from './episode-store.ts';

/** An episode as the API gives it. */
export function presentAlert(episode: Episode): Alert {
  const { alertId, integrationId, integrationName, kind, state, since, raisedAt, resolvedAt } = episode;
  const isClearing = state === 'CLEARING';
  return {
    alertId,
    integrationId,
    integrationName,
    kind,
    state: isClearing ? 'RAISED' : state,
    since: isClearing ? (raisedAt ?? since) : since,
    raisedAt,
    clearSince: isClearing ? since : null,
    resolvedAt,
    summary: episode.summary,
    advice: episode.advice,
    numbers: { ...episode.numbers },
    notify: episode.notify,
    notified: [...episode.notified],
    notifiedAt: episode.notifiedAt,
    undelivered: [...episode.undelivered],
  };
}
