import { type AlertChannel, alertChannels } from '../api/alert.ts';
import type { ClusterStore } from '../clusters/cluster-store.ts';
import { listClusters } from '../clusters/list-clusters.ts';
import { eventTypes } from '../env/event-names.ts';
import type { Events } from '../events/events.ts';
import { type Alerting, alertSettingsOf, openWebhook } from '../integrations/alert-settings.ts';
import type { SecretBox } from '../integrations/secret-box.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Episode, Undelivered } from './episode-store.ts';
import { type HourStore, msPerHour } from './hour-store.ts';
import { mailOf, type Notification, webhookBodyOf } from './notification.ts';
import { presentAlert } from './present-alert.ts';
import type { RecipientsStore } from './recipients-store.ts';
import type { PostWebhook } from './webhook.ts';

export interface DeliverDependencies {
  readonly hours: HourStore;
  readonly clusters: ClusterStore;
  readonly recipients: RecipientsStore;
  readonly events: Events;
  /** Null where Syncline was deployed without an address to send from. */
  readonly mailer: Mailer | null;
  readonly postWebhook: PostWebhook;
  readonly secretBox: SecretBox;
  /** Base URL of the console, without a slash at its end; null where none is known. */
  readonly consoleUrl: string | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Through what somebody was told, and through what he should have been. */
export interface Delivered {
  readonly notified: readonly AlertChannel[];
  readonly undelivered: readonly Undelivered[];
}

type Owner = Alerting & { readonly org: string; readonly integrationId: string };

const clustersTold = 3;

/** Tells what there is to tell through every channel that is set and has not told it yet. Never throws for a channel. */
export async function deliver(
  deps: DeliverDependencies,
  integration: Owner,
  episode: Episode,
  notice: Notification['notice'],
): Promise<Delivered> {
  const notification = await notificationOf(deps, integration, episode, notice);
  const channels = channelsOf(deps, integration, notification);
  const notified: AlertChannel[] = [...episode.notified];
  const undelivered: Undelivered[] = [];
  const tell = async (channel: AlertChannel): Promise<void> => {
    try {
      if (await channels[channel]()) notified.push(channel);
    } catch (error) {
      console.error(`Alert ${notification.id} of ${integration.integrationId} did not go out by ${channel}.`, error);
      undelivered.push({ channel, reason: error instanceof Error ? error.message : String(error) });
    }
  };
  // At once: none waits for another one that hangs.
  await Promise.all(alertChannels.filter((channel) => !notified.includes(channel)).map(tell));
  return { notified: alertChannels.filter((channel) => notified.includes(channel)), undelivered };
}

/** Each answers false where it is not set. */
function channelsOf(
  deps: DeliverDependencies,
  integration: Owner,
  notification: Notification,
): Readonly<Record<AlertChannel, () => Promise<boolean>>> {
  return {
    email: async () => {
      const { emails } = alertSettingsOf(integration);
      const to = emails.length > 0 ? emails : await deps.recipients.get(integration.org);
      if (to.length === 0 || !deps.mailer) return false;
      await deps.mailer.send(mailOf(notification, to));
      return true;
    },
    webhook: async () => {
      const url = await openWebhook(deps.secretBox, integration);
      if (url === null) return false;
      await deps.postWebhook(url, notification.id, webhookBodyOf(notification));
      return true;
    },
    event: async () => {
      const { id, notice, alert, link } = notification;
      const detail = { org: integration.org, notificationId: id, notice, alert, link };
      await deps.events.publish({ type: eventTypes.alert, detail });
      return true;
    },
  };
}

async function notificationOf(
  deps: DeliverDependencies,
  integration: Owner,
  episode: Episode,
  notice: Notification['notice'],
): Promise<Notification> {
  const { org, integrationId } = integration;
  const { windowHours } = alertSettingsOf(integration).errorRate;
  const from = new Date(deps.now() - windowHours * msPerHour).toISOString();
  const page = { limit: clustersTold, cursor: null };
  const listed = notice === 'raised' ? await listClusters(deps.clusters, org, { integrationId, from }, page) : null;
  return {
    id: `${episode.alertId}-${notice}${episode.level === 0 ? '' : `-${episode.level}`}`,
    notice,
    alert: presentAlert(episode),
    link: deps.consoleUrl === null ? null : `${deps.consoleUrl}/integrations/${encodeURIComponent(integrationId)}`,
    window: await deps.hours.window(org, integrationId, windowHours),
    windowHours,
    clusters: listed === null || listed === 'bad-cursor' ? [] : listed.items,
  };
}
