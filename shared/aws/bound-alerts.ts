import { SESv2Client } from '@aws-sdk/client-sesv2';
import { ActivityStore } from '../activity/activity-store.ts';
import type { DeliverDependencies } from '../alerts/deliver.ts';
import { EpisodeStore } from '../alerts/episode-store.ts';
import { HealthStore } from '../alerts/health-store.ts';
import { HourStore } from '../alerts/hour-store.ts';
import type { NoteRunDependencies } from '../alerts/note-run.ts';
import { pendingDeletions } from '../alerts/pending-deletions.ts';
import { RecipientsStore } from '../alerts/recipients-store.ts';
import type { WatchDependencies } from '../alerts/watch-integrations.ts';
import { webhookPoster } from '../alerts/webhook.ts';
import type { Mailer } from '../mail/mailer.ts';
import { clusters, events, integrations, now, orgSettings, registry, runs, secretBox, trailTable } from './bound.ts';
import { environment, environmentOrNull } from './environment.ts';
import { sesMailer } from './ses-mailer.ts';

/** What telling somebody of an alert takes; `tries` for a webhook. */
export const deliverDependencies = (tries?: number): DeliverDependencies => ({
  clusters: clusters(),
  consoleUrl: environmentOrNull('consoleUrl'),
  events: events(),
  hours: new HourStore(trailTable(), now),
  mailer: mailer(),
  now,
  postWebhook: webhookPoster({
    onLoopback: environment('webhookReach') === 'internet-and-loopback',
    ...(tries !== undefined && { tries }),
  }),
  recipients: new RecipientsStore(registry()),
  secretBox: secretBox(),
});

function mailer(): Mailer | null {
  const from = environmentOrNull('mailFrom');
  return from === null ? null : sesMailer(new SESv2Client({}), from);
}

/** What watching integrations takes, whether a run has ended or time has passed. */
export const alertDependencies = (): NoteRunDependencies & WatchDependencies => ({
  ...deliverDependencies(),
  activity: new ActivityStore(trailTable()),
  episodes: new EpisodeStore(registry()),
  health: new HealthStore(registry()),
  integrations: integrations(),
  pendingDeletions: pendingDeletions(trailTable(), now),
  retention: (org) => orgSettings().retention(org),
  runs: runs(),
});
