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
import { ClusterStore } from '../../shared/clusters/cluster-store.ts';
import { filesInManifest } from '../../shared/exports/archive-files.ts';
import { exportLimits } from '../../shared/exports/export-limits.ts';
import type { ExportRunDependencies } from '../../shared/exports/export-run.ts';
import { ExportStore } from '../../shared/exports/export-store.ts';
import type { DeleteDependencies } from '../../shared/integrations/delete-integration.ts';
import type { IntegrationDependencies } from '../../shared/integrations/integration-dependencies.ts';
import { IntegrationNames } from '../../shared/integrations/integration-names.ts';
import { IntegrationStore } from '../../shared/integrations/integration-store.ts';
import { OrgSettingsStore } from '../../shared/orgs/org-settings-store.ts';
import { RunReader } from '../../shared/readers/run-reader.ts';
import { TrailReader } from '../../shared/readers/trail-reader.ts';
import { RecordStore } from '../../shared/records/record-store.ts';
import { RunStore } from '../../shared/runs/run-store.ts';
import { isEnded } from '../../shared/runs/run-transitions.ts';
import type { StartRunDependencies } from '../../shared/runs/start-run.ts';
import { IndexReader } from '../../shared/search/index-reader.ts';
import { SearchIndexStore } from '../../shared/search/search-index-store.ts';
import type { SearchRunsDependencies } from '../../shared/search/search-runs.ts';
import { StepStore } from '../../shared/steps/step-store.ts';
import { StreamLockStore } from '../../shared/streams/stream-lock-store.ts';
import { TallyStore } from '../../shared/tally/tally-store.ts';
import { hotTrail } from '../../shared/trail/hot-trail.ts';
import { trailLookup } from '../../shared/trail/trail-lookup.ts';
import { TrailStore } from '../../shared/trail/trail-store.ts';

// What the API works with, made when first asked for. Only DynamoDB's client is loaded along with the function.

const now = (): number => Date.now();
const documents = once(() => createDocumentClient());
const trailTable = once(() => dynamoDbTable(documents(), environment('trailTable')));
const integrations = once(() => new IntegrationStore(registry()));
const runs = once(() => new RunStore(trailTable()));
const steps = once(() => new StepStore(trailTable()));
const tallies = once(() => new TallyStore(trailTable()));

const payloads = once(() => objectsWhenUsed('payloadsBucket'));
const archive = once(() => objectsWhenUsed('archiveBucket'));
const trailOf = once(() =>
  trailOfStep(hotTrail(tallies(), new TrailStore(trailTable(), payloads())), archivedTrailWhenUsed(archive()), now),
);
/** The trail of any step, wherever it lies. */
export const lookup = once(() => trailLookup(trailOf()));

export const registry = once(() => dynamoDbTable(documents(), environment('registryTable')));
export const runReader = once(() => new RunReader(runs(), steps(), tallies(), now));
export const trailReader = once(() => new TrailReader(steps(), trailOf(), now));

export const integrationDependencies = once((): IntegrationDependencies & DeleteDependencies => ({
  integrations: integrations(),
  names: new IntegrationNames(registry(), integrations()),
  registry: registry(),
  secretBox: secretBoxWhenUsed(),
  findConnector: async (type) => (await loadConnectors()).get(type),
  isGoing: async (org, runId) => {
    const run = await runs().get(org, runId);
    return run !== undefined && !isEnded(run.progress);
  },
  now,
}));

export const startRunDependencies = once(
  (): StartRunDependencies => ({
    integrations: integrations(),
    locks: new StreamLockStore(registry()),
    runs: runs(),
    workflow: workflowWhenUsed(),
    retention: (org) => orgSettings().retention(org),
    now,
  }),
);

export const orgSettings = once(() => new OrgSettingsStore(registry(), now));
export const clusters = once(() => new ClusterStore(trailTable(), now));

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

export const searchDependencies = once(
  (): SearchRunsDependencies => ({
    indexes: new SearchIndexStore(registry()),
    integrations: integrations(),
    lookup: lookup(),
    reader: new IndexReader(archive()),
    records: records(),
    runReader: runReader(),
    runs: runs(),
    steps: steps(),
    now,
  }),
);

export const exportDependencies = once(
  (): ExportRunDependencies => ({
    runs: runs(),
    steps: steps(),
    exports: new ExportStore(trailTable(), now),
    payloads: payloads(),
    queue: exportsQueueWhenUsed(),
    trailOf: trailOf(),
    archiveFiles: filesInManifest(archive()),
    limits: exportLimits,
    now,
  }),
);

/** Addresses of files, by the bucket that they lie in. */
export const downloadLinks = { payloads: once(payloadLinksWhenUsed), archive: once(archiveLinksWhenUsed) };

export const connectorTypes = async (): Promise<string[]> => [...(await loadConnectors()).keys()];

const loadConnectors = async () => (await import('../../connectors/registry.ts')).connectors;
