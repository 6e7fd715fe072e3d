import { RecipientsStore } from '../../shared/alerts/recipients-store.ts';
import type { SendTestDependencies } from '../../shared/alerts/send-test.ts';
import type { Run } from '../../shared/api/run.ts';
import { trailOfStep } from '../../shared/archive/trail-of-step.ts';
import { createDocumentClient, dynamoDbTable } from '../../shared/aws/dynamodb-table.ts';
import { environment } from '../../shared/aws/environment.ts';
import {
  archivedTrailWhenUsed,
  archiveLinksWhenUsed,
  exportsQueueWhenUsed,
  objectsWhenUsed,
  payloadLinksWhenUsed,
  secretBoxWhenUsed,
  workflowWhenUsed,
} from '../../shared/aws/loaded-when-used.ts';
import { once } from '../../shared/aws/once.ts';
import type { ChangedRecordsDependencies } from '../../shared/changes/changed-records.ts';
import type { CancelRunDependencies } from '../../shared/control/cancel-run.ts';
import { IdempotencyStore } from '../../shared/control/idempotency-store.ts';
import type { RetriggerDependencies } from '../../shared/control/retrigger-run.ts';
import type { StartRunDependencies } from '../../shared/control/start-run.ts';
import { exportLimits } from '../../shared/exports/export-limits.ts';
import type { ExportRunDependencies } from '../../shared/exports/export-run.ts';
import type { DecideStagedDependencies } from '../../shared/guards/decide-staged.ts';
import type { HistoryDependencies } from '../../shared/history/integration-history.ts';
import { HookStore } from '../../shared/hooks/hook-store.ts';
import type { HookDependencies } from '../../shared/hooks/manage-hook.ts';
import type { DeleteDependencies } from '../../shared/integrations/delete-integration.ts';
import { IntegrationNames } from '../../shared/integrations/integration-names.ts';
import { IntegrationStore } from '../../shared/integrations/integration-store.ts';
import { OrgSettingsStore } from '../../shared/orgs/org-settings-store.ts';
import { RunReader } from '../../shared/readers/run-reader.ts';
import { RecordStore } from '../../shared/records/record-store.ts';
import { RunStore } from '../../shared/runs/run-store.ts';
import { isEnded } from '../../shared/runs/run-transitions.ts';
import type { ReconcileDependencies } from '../../shared/schedules/reconcile-schedules.ts';
import type { SearchRunsDependencies } from '../../shared/search/search-runs.ts';
import { StepStore } from '../../shared/steps/step-store.ts';
import { StreamLockStore } from '../../shared/streams/stream-lock-store.ts';
import { TallyStore } from '../../shared/tally/tally-store.ts';
import { hotTrail } from '../../shared/trail/hot-trail.ts';
import { trailLookup } from '../../shared/trail/trail-lookup.ts';
import { TrailStore } from '../../shared/trail/trail-store.ts';

// What the API works with, made when first asked for. Only DynamoDB's client and what most requests need are loaded along
// with the function.

const now = (): number => Date.now();
const documents = once(() => createDocumentClient());
const trailTable = once(() => dynamoDbTable(documents(), environment('trailTable')));
const integrations = once(() => new IntegrationStore(registry()));
const runs = once(() => new RunStore(trailTable()));
const steps = once(() => new StepStore(trailTable()));
const tallies = once(() => new TallyStore(trailTable()));

const payloads = once(() => objectsWhenUsed('payloadsBucket'));
const archive = once(() => objectsWhenUsed('archiveBucket'));
const trail = once(() => new TrailStore(trailTable(), payloads()));
const trailOf = once(() => trailOfStep(hotTrail(tallies(), trail()), archivedTrailWhenUsed(archive()), now));
/** The trail of any step, wherever it lies. */
export const lookup = once(() => trailLookup(trailOf()));

export const registry = once(() => dynamoDbTable(documents(), environment('registryTable')));
export const runReader = once(() => new RunReader(runs(), steps(), tallies(), now));
export const trailReader = once(async () => {
  const { TrailReader } = await import('../../shared/readers/trail-reader.ts');
  return new TrailReader(steps(), trailOf(), now);
});

export const integrationDependencies = once((): HistoryDependencies & DeleteDependencies => ({
  integrations: integrations(),
  names: new IntegrationNames(registry(), integrations()),
  registry: registry(),
  secretBox: secretBoxWhenUsed(),
  findConnector: async (type) => (await loadConnectors()).get(type),
  isGoing: async (org, runId) => {
    const run = await runs().get(org, runId);
    return run !== undefined && !isEnded(run.progress);
  },
  runs: runs(),
  steps: steps(),
  tallies: tallies(),
  trail: trail(),
  retention: (org) => orgSettings().retention(org),
  now,
}));

const keys = once(() => new IdempotencyStore(trailTable(), now));

export const startRunDependencies = once(
  (): StartRunDependencies => ({
    integrations: integrations(),
    locks: new StreamLockStore(registry()),
    runs: runs(),
    keys: keys(),
    workflow: workflowWhenUsed(),
    retention: (org) => orgSettings().retention(org),
    now,
  }),
);

export const retriggerDependencies = once(
  (): RetriggerDependencies => ({
    ...startRunDependencies(),
    payloads: payloads(),
    steps: steps(),
    trailOf: trailOf(),
  }),
);

export const cancelRunDependencies = once(
  (): CancelRunDependencies => ({
    runs: runs(),
    keys: keys(),
    findConnector: integrationDependencies().findConnector,
    now,
  }),
);

export const decideStagedDependencies = once(async (): Promise<DecideStagedDependencies> => {
  const { StagedDeletionStore } = await import('../../shared/guards/staged-deletion-store.ts');
  return { ...startRunDependencies(), stagedDeletions: new StagedDeletionStore(trailTable(), payloads(), now) };
});

export const hookDependencies = once((): HookDependencies & HistoryDependencies => ({
  ...integrationDependencies(),
  hooks: new HookStore(registry()),
}));

/** With the client of EventBridge Scheduler, which only changes of integrations need. */
export const reconcileDependencies = async (): Promise<ReconcileDependencies> => ({
  integrations: integrations(),
  scheduler: (await import('../../shared/aws/bound-scheduler.ts')).scheduler(),
  now,
});

export const hours = once(async () => {
  const { HourStore } = await import('../../shared/alerts/hour-store.ts');
  return new HourStore(trailTable(), now);
});
export const recipients = once(() => new RecipientsStore(registry()));

/** With the clients of SES and EventBridge. A webhook is tried once: API Gateway waits no longer than 30 s. */
export const sendTestDependencies = async (): Promise<SendTestDependencies> => ({
  ...(await import('../../shared/aws/bound-alerts.ts')).deliverDependencies(1),
  integrations: integrations(),
});

export const runnerDependencies = once(async () => {
  const { RunnerStore } = await import('../../shared/runners/runner-store.ts');
  return { runners: new RunnerStore(registry()), now };
});

/** For runs that wait for a runner. */
export const wakeRunDependencies = once(async () => {
  const { WorkStore } = await import('../../shared/runners/work-store.ts');
  return { runs: runs(), works: new WorkStore(trailTable()), workflow: workflowWhenUsed(), now };
});

export const orgSettings = once(() => new OrgSettingsStore(registry(), now));
export const activityDependencies = once(async () => {
  const { ActivityStore } = await import('../../shared/activity/activity-store.ts');
  return { activity: new ActivityStore(trailTable()), now };
});
export const clusters = once(async () => {
  const { ClusterStore } = await import('../../shared/clusters/cluster-store.ts');
  return new ClusterStore(trailTable(), now);
});

const records = once(() => new RecordStore(dynamoDbTable(documents(), environment('recordsTable'))));

export const changedRecordsDependencies = once(
  (): ChangedRecordsDependencies => ({
    records: records(),
    runs: runs(),
    steps: steps(),
    trailOf: trailOf(),
    trailReach: (org) => orgSettings().trailReach(org),
    now,
  }),
);

export const searchDependencies = once(async (): Promise<SearchRunsDependencies> => {
  const [{ SearchIndexStore }, { IndexReader }] = await Promise.all([
    import('../../shared/search/search-index-store.ts'),
    import('../../shared/search/index-reader.ts'),
  ]);
  return {
    indexes: new SearchIndexStore(registry()),
    integrations: integrations(),
    lookup: lookup(),
    reader: new IndexReader(archive()),
    records: records(),
    runReader: runReader(),
    runs: runs(),
    steps: steps(),
    now,
  };
});

export const exportDependencies = once(async (): Promise<ExportRunDependencies> => {
  const [{ ExportStore }, { filesInManifest }] = await Promise.all([
    import('../../shared/exports/export-store.ts'),
    import('../../shared/exports/archive-files.ts'),
  ]);
  return {
    runs: runs(),
    steps: steps(),
    exports: new ExportStore(trailTable(), now),
    payloads: payloads(),
    queue: exportsQueueWhenUsed(),
    trailOf: trailOf(),
    archiveFiles: filesInManifest(archive()),
    limits: exportLimits,
    now,
  };
});

/** Addresses of files, by the bucket that they lie in. */
export const downloadLinks = { payloads: once(payloadLinksWhenUsed), archive: once(archiveLinksWhenUsed) };

export const connectorTypes = async (): Promise<string[]> => [...(await loadConnectors()).keys()];

/** Each connector goes one way: outbound ones write to a target. */
export const connectorsWith = async (direction: Run['direction']): Promise<string[]> =>
  [...(await loadConnectors()).values()]
    .filter(({ target }) => (direction === 'outbound') === (target !== undefined))
    .map(({ type }) => type);

const loadConnectors = async () => (await import('../../connectors/registry.ts')).connectors;
