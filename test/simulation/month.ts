import { SESv2Client } from '@aws-sdk/client-sesv2';
import { expect } from 'vitest';
import { clientSettings } from '../../local/emulators/client-settings.ts';
import { startSes } from '../../local/emulators/ses.ts';
import { ActivityStore } from '../../shared/activity/activity-store.ts';
import { EpisodeStore } from '../../shared/alerts/episode-store.ts';
import { HealthStore } from '../../shared/alerts/health-store.ts';
import { HourStore } from '../../shared/alerts/hour-store.ts';
import { noteClosedRun } from '../../shared/alerts/note-run.ts';
import { pendingDeletions } from '../../shared/alerts/pending-deletions.ts';
import { RecipientsStore } from '../../shared/alerts/recipients-store.ts';
import { watchIntegrations } from '../../shared/alerts/watch-integrations.ts';
import type { Run } from '../../shared/api/run.ts';
import type { UpdateSchedule } from '../../shared/api/schedule.ts';
import { sesMailer } from '../../shared/aws/ses-mailer.ts';
import { SourceError } from '../../shared/connector/connector.ts';
import { openRun } from '../../shared/control/open-run.ts';
import type { RunClosed } from '../../shared/events/run-closed.ts';
import { defaultAlertSettings } from '../../shared/integrations/alert-settings.ts';
import type { StoredIntegration } from '../../shared/integrations/integration-store.ts';
import type { Mailer } from '../../shared/mail/mailer.ts';
import { readDueRun } from '../../shared/schedules/due-run.ts';
import { reconcileSchedules } from '../../shared/schedules/reconcile-schedules.ts';
import { startScheduledRun } from '../../shared/schedules/start-scheduled-run.ts';
import { sweepSchedules } from '../../shared/schedules/sweep-schedules.ts';
import { updateSchedule } from '../../shared/schedules/update-schedule.ts';
import { sweepRuns } from '../../shared/sweeps/sweep-runs.ts';
import { Died, mortal, randomOf } from '../pipeline/mortal.ts';
import { startServices } from '../pipeline/services.ts';
import { createWorld, org, pagesOf } from '../pipeline/world.ts';
import { startScheduling } from '../schedules/scheduling.ts';

const email = 'ops@customer.example';
/** Small chunks and frequent checkpoints, so that there is something to die between. */
const limits = { records: 5, characters: 1024 * 1024, flushAfterMs: 2_000, perCheckpoint: 2 };

/**
 * One integration with everything that it takes to leave it alone: its schedule, the pipeline, alerts, mail. Only the
 * clock, Step Functions and the queue are the test's; workers may be killed at any request.
 */
export async function startMonth(begin: string) {
  const [services, scheduling, ses] = await Promise.all([startServices(), startScheduling(begin), startSes()]);
  const sesClient = new SESv2Client(clientSettings({ url: ses.url, embedded: true }));
  const { clock } = scheduling;
  const { services: deadly, state: fate } = mortal(services, randomOf(7), 0);
  const world = createWorld(deadly, limits, clock.now);
  const { integrationId } = world;
  const mails: { readonly at: string; readonly subject: string }[] = [];
  const deps = {
    ...world.deps,
    scheduler: scheduling.schedules,
    consoleUrl: 'https://console.example',
    activity: new ActivityStore(services.trail),
    episodes: new EpisodeStore(services.registry),
    health: new HealthStore(services.registry),
    hours: new HourStore(services.trail, clock.now),
    mailer: noting(sesMailer(sesClient, 'Syncline <alerts@syncline.example>'), (subject) => {
      mails.push({ at: iso(clock.now()), subject: subject.replace('[Syncline] Test: ', '') });
    }),
    pendingDeletions: pendingDeletions(services.trail, clock.now),
    postWebhook: async () => expect.fail('There is no webhook.'),
    recipients: new RecipientsStore(services.registry),
  };
  const source = { down: false };
  const records = () => recordsOn(iso(clock.now()).slice(0, 10));
  await world.reads({
    async *read(...request) {
      if (source.down) throw new SourceError('http_503', 'The source answered 503.');
      yield* pagesOf(records(), 5).read(...request);
    },
  });
  const stored = async (): Promise<StoredIntegration> =>
    (await deps.integrations.get(org, integrationId)) ?? expect.fail('The integration is gone.');
  const created = await stored();
  const alerts = { ...defaultAlertSettings, emails: [email] };
  await deps.integrations.replace(created, { ...created, createdAt: iso(clock.now()), alerts });

  /** What hangs on the event bus, whose events come at least once. */
  async function hear(): Promise<void> {
    for (const { type, detail } of world.published.splice(0)) {
      if (type !== 'syncline.run.closed') continue;
      const closed = detail as unknown as RunClosed;
      const times = mails.length % 2 === 0 ? [1] : [1, 2];
      await Promise.all(times.map(() => noteClosedRun(deps, closed)));
    }
  }

  /** Does an act again until it lives through it, as Step Functions and the queue do. */
  function immortal(deaths: number) {
    const enough = fate.deaths + deaths;
    return async (act: () => Promise<unknown>): Promise<void> => {
      for (;;) {
        fate.chance = fate.deaths < enough ? 0.1 : 0;
        try {
          await act();
          return;
        } catch (error) {
          if (!(error instanceof Died)) throw error;
        }
      }
    };
  }

  return {
    world,
    clock,
    fate,
    source,
    records,
    stored,
    mails,
    async decide(patch: UpdateSchedule): Promise<void> {
      expect(await updateSchedule(deps, org, integrationId, patch)).toMatchObject({ kind: 'updated' });
      await reconcileSchedules(deps, org, integrationId);
    },
    /** Lets time pass, and starts what falls due; `work` gets the id of what was started. */
    liveUntil: (time: number, work: (runId: string) => Promise<void>) =>
      scheduling.liveUntil(time, async (message) => {
        const due = readDueRun(message);
        const started = await startScheduledRun(deps, due);
        if (started.kind === 'started') await work(started.runId);
        // The queue delivers at least once.
        expect((await startScheduledRun(deps, due)).kind).not.toBe('started');
      }),
    open: (runId: string) => openRun(deps, { org, runId }),
    /** Plays Step Functions and the queue for one run, from its start to its end; workers die so often in between. */
    async work(runId: string, deaths = 0): Promise<void> {
      const untilItLives = immortal(deaths);
      const step = { org, runId, stream: 'contacts' };
      await untilItLives(() => openRun(deps, step));
      await untilItLives(async () => {
        while ((await world.pull(step)).more);
      });
      await untilItLives(() => world.applyAll());
      await untilItLives(() => world.close(step));
      fate.chance = 0;
      world.executions.set(runId, { kind: 'ENDED', aborted: false, reason: 'SUCCEEDED' });
      await hear();
    },
    /** Ends what is lost; what has ended is archived at once. */
    async sweep(): Promise<void> {
      const { archiving, failed } = await sweepRuns(deps);
      expect(failed).toEqual([]);
      for (const runId of archiving) await deps.runs.noteArchived(org, runId, iso(clock.now()));
      await hear();
    },
    async watch(): Promise<void> {
      expect(await watchIntegrations(deps)).toEqual({ watched: 1, failed: [] });
    },
    async runs(): Promise<Run[]> {
      const page = await world.runReader.list(org, { integrationId }, { limit: 1000, cursor: null });
      return page === 'bad-cursor' ? expect.fail(page) : page.items.toReversed();
    },
    /** Everything that could be left over, by its name. */
    leftOver: async () => ({
      openRuns: await Array.fromAsync(deps.runs.open()),
      messages: await services.receive(),
      schedules: (await sweepSchedules(deps)).set,
      alerts: (await deps.episodes.list(org, integrationId)).filter(({ state }) => state !== 'OK'),
      untold: (await deps.episodes.list(org, integrationId)).filter(({ notify }) => notify !== null),
    }),
    /** Subjects of what lies in the inbox. */
    inbox: async (): Promise<string[]> => {
      const { emails } = (await (await fetch(`${ses.url}/store`)).json()) as { emails: { subject: string }[] };
      return emails.map(({ subject }) => subject);
    },
    close: async (): Promise<void> => {
      sesClient.destroy();
      await Promise.all([services.close(), scheduling.close(), ses.close()]);
    },
  };
}

export type Month = Awaited<ReturnType<typeof startMonth>>;

const iso = (time: number): string => new Date(time).toISOString();

const noting = (mailer: Mailer, note: (subject: string) => void): Mailer => ({
  send: async (mail) => {
    await mailer.send(mail);
    note(mail.subject);
  },
});

/** Three of twelve change every day. */
const recordsOn = (day: string) =>
  Array.from({ length: 12 }, (_, id) => ({ id: `c${id}`, name: `Contact ${id}`, seenOn: id < 3 ? day : 'never' }));
