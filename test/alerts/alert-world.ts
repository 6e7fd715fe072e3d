import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { ulid } from 'ulid';
import { clientSettings } from '../../local/emulators/client-settings.ts';
import { listen } from '../../local/emulators/listen.ts';
import { startSes } from '../../local/emulators/ses.ts';
import { ActivityStore } from '../../shared/activity/activity-store.ts';
import { EpisodeStore } from '../../shared/alerts/episode-store.ts';
import { HealthStore } from '../../shared/alerts/health-store.ts';
import { HourStore } from '../../shared/alerts/hour-store.ts';
import { type NoteRunDependencies, noteClosedRun } from '../../shared/alerts/note-run.ts';
import type { PendingDeletions } from '../../shared/alerts/observe.ts';
import { presentAlert } from '../../shared/alerts/present-alert.ts';
import { RecipientsStore } from '../../shared/alerts/recipients-store.ts';
import { type WatchDependencies, watchIntegrations } from '../../shared/alerts/watch-integrations.ts';
import { webhookPoster } from '../../shared/alerts/webhook.ts';
import type { AlertKind } from '../../shared/api/alert.ts';
import type { Run } from '../../shared/api/run.ts';
import { sesMailer } from '../../shared/aws/ses-mailer.ts';
import { ClusterStore } from '../../shared/clusters/cluster-store.ts';
import type { PublishedEvent } from '../../shared/events/events.ts';
import { defaultAlertSettings, type StoredAlertSettings } from '../../shared/integrations/alert-settings.ts';
import { IntegrationStore, type StoredIntegration } from '../../shared/integrations/integration-store.ts';
import { RunStore } from '../../shared/runs/run-store.ts';
import { defaultRetention } from '../../shared/trail/retention.ts';
import { type OpenTables, openTables } from '../stores/open-tables.ts';

export const org = 'acme';
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export interface ReceivedMail {
  readonly subject: string;
  readonly from: string;
  readonly destination: { readonly to: string[] };
  readonly body: { readonly html: string; readonly text: string };
  readonly headers: { readonly name: string; readonly value: string }[];
}

/** DynamoDB, the SES of the embedded runtime and a program that takes webhooks, over their protocols; for a test file. */
export async function startAlertServices() {
  const opened: OpenTables[] = [];
  const ses = await startSes();
  const client = new SESv2Client(clientSettings({ url: ses.url, embedded: true }));
  const posted: { readonly key: string; readonly body: { readonly text: string; readonly alert: object } }[] = [];
  let status = 200;
  const hook = await listen(
    createServer(async (request, response) => {
      const body = (await json(request)) as { text: string; alert: object };
      posted.push({ key: String(request.headers['idempotency-key']), body });
      response.writeHead(status, { location: '/elsewhere' }).end();
    }),
  );
  return {
    /** Tables for one test alone. */
    tables: async (): Promise<OpenTables> => {
      const tables = await openTables();
      opened.push(tables);
      return tables;
    },
    mailer: sesMailer(client, 'Syncline <alerts@syncline.example>'),
    /** What came in at the webhook, in order. */
    posted,
    hookUrl: `${hook.url}/hooks/s3cret`,
    hookAnswers: (next: number): void => {
      status = next;
    },
    mails: async (to: string): Promise<ReceivedMail[]> => {
      const { emails } = (await (await fetch(`${ses.url}/store`)).json()) as { emails: ReceivedMail[] };
      return emails.filter(({ destination }) => destination.to.includes(to));
    },
    close: async () => {
      client.destroy();
      await Promise.all([ses.close(), hook.close(), ...opened.map((tables) => tables.close())]);
    },
  };
}

export type AlertServices = Awaited<ReturnType<typeof startAlertServices>>;

interface TestRun extends Partial<Pick<Run, 'outcome' | 'type' | 'trigger' | 'streams' | 'kinds' | 'runId' | 'error'>> {
  readonly failed?: number;
  readonly unchanged?: number;
  readonly action?: Run['action'];
  readonly dryRun?: boolean;
  readonly progress?: Run['progress'];
}

let worlds = 0;

/** One integration with its alerts, with tables and an org of its own, and a clock that the test moves. */
export async function createAlertWorld(services: AlertServices, alerts: Partial<StoredAlertSettings> = {}) {
  const orgOfWorld = `${org}-${worlds++}`;
  const email = `ops@${orgOfWorld}.example`;
  let clock = Date.parse('2026-03-02T08:10:00Z');
  const now = () => clock;
  const published: PublishedEvent[] = [];
  const pending: PendingDeletions[] = [];
  const tables = await services.tables();
  const integrations = new IntegrationStore(tables.registry);
  const deps: NoteRunDependencies & WatchDependencies = {
    activity: new ActivityStore(tables.trail),
    clusters: new ClusterStore(tables.trail, now),
    consoleUrl: 'https://console.example',
    episodes: new EpisodeStore(tables.registry),
    events: { publish: async (event) => void published.push(event) },
    health: new HealthStore(tables.registry),
    hours: new HourStore(tables.trail, now),
    integrations,
    mailer: services.mailer,
    pendingDeletions: async () => pending,
    postWebhook: webhookPoster({ onLoopback: true, pauseMs: 1 }),
    recipients: new RecipientsStore(tables.registry),
    retention: async () => defaultRetention,
    runs: new RunStore(tables.trail),
    secretBox: { seal: async (text) => `sealed ${text}`, open: async (text) => text.replace('sealed ', '') },
    now,
  };
  const integration: StoredIntegration = {
    org: orgOfWorld,
    integrationId: ulid(clock),
    name: 'CRM',
    connector: 'test',
    direction: 'inbound',
    target: 'records',
    settings: {},
    sealedSecrets: null,
    secrets: [],
    streams: [{ name: 'contacts', modes: ['full'] }],
    status: 'ACTIVE',
    statusReason: null,
    alerts: { ...defaultAlertSettings, emails: [email], ...alerts },
    createdAt: new Date(clock).toISOString(),
    updatedAt: new Date(clock).toISOString(),
    nameClaim: 'test',
    revision: 1,
  };
  await integrations.create(integration);
  const { integrationId } = integration;

  const world = {
    deps,
    org: orgOfWorld,
    integrationId,
    email,
    now,
    published,
    pending,
    later: (ms: number): void => {
      clock += ms;
    },
    integration: async () => {
      const found = await integrations.get(orgOfWorld, integrationId);
      if (!found) throw new Error('The integration is gone.');
      return found;
    },
    async change(changes: Partial<StoredIntegration>): Promise<void> {
      const seen = await world.integration();
      await integrations.replace(seen, { ...seen, ...changes });
    },
    /** A run that has just ended; of 100 records if nothing else is said. */
    run: (of: TestRun = {}): Run => {
      const { failed = 0, unchanged = 100 - failed, outcome = 'SUCCESS', ...rest } = of;
      return {
        runId: ulid(clock),
        integrationId,
        integrationName: 'CRM',
        connector: 'test',
        direction: 'inbound',
        action: 'sync',
        type: 'full',
        trigger: 'SCHEDULED',
        startedBy: 'system',
        startedAt: new Date(clock - minute).toISOString(),
        endedAt: new Date(clock).toISOString(),
        durationMs: minute,
        progress: 'FINISHED',
        stage: 'Completed',
        percentage: 100,
        severity: 'OK',
        statusCode: 0,
        message: '',
        error: null,
        retryOf: null,
        dryRun: false,
        cancelledBy: null,
        record: null,
        changes: null,
        streams: ['contacts'],
        chunks: { total: 1, passed: 1, failed: 0 },
        counts: { pulled: 100, created: 0, updated: 0, deleted: 0, staged: 0, unchanged, skipped: 0, failed },
        kinds: { contacts: unchanged + failed },
        failures: {},
        proof: null,
        outcome,
        ...rest,
      } as Run;
    },
    async closes(of: TestRun = {}): Promise<Run> {
      const run = world.run(of);
      await noteClosedRun(deps, { org: orgOfWorld, run });
      return run;
    },
    /** A run of which nothing came, because the source answered so. */
    fails: (code = 'http_503', of: TestRun = {}) =>
      world.closes({
        outcome: 'FAILED',
        unchanged: 0,
        error: { code, message: `The source answered ${code}.` },
        ...of,
      }),
    watch: () => watchIntegrations(deps),
    async alert(kind: AlertKind) {
      const found = (await deps.episodes.list(orgOfWorld, integrationId)).find((episode) => episode.kind === kind);
      return found && presentAlert(found);
    },
    stateOf: async (kind: AlertKind) => (await world.alert(kind))?.state ?? 'OK',
    subjects: async () => (await services.mails(email)).map(({ subject }) => subject),
  };
  return world;
}

export type AlertWorld = Awaited<ReturnType<typeof createAlertWorld>>;
