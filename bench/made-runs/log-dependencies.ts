import type { ArchiveStepDependencies } from '../../shared/archive/archive-step.ts';
import { archivedTrail } from '../../shared/archive/archived-trail.ts';
import type { FinishArchiveDependencies } from '../../shared/archive/finish-archive.ts';
import { trailOfStep } from '../../shared/archive/trail-of-step.ts';
import type { CloseRunDependencies } from '../../shared/closing/close-run.ts';
import { ClusterStore } from '../../shared/clusters/cluster-store.ts';
import { IdempotencyStore } from '../../shared/control/idempotency-store.ts';
import type { OpenRunDependencies } from '../../shared/control/open-run.ts';
import type { StartRunDependencies } from '../../shared/control/start-run.ts';
import { FingerprintStore } from '../../shared/fingerprints/fingerprint-store.ts';
import { StagedDeletionStore } from '../../shared/guards/staged-deletion-store.ts';
import { IntegrationStore } from '../../shared/integrations/integration-store.ts';
import type { Objects } from '../../shared/objects/objects.ts';
import { RecordStore } from '../../shared/records/record-store.ts';
import { RunStore } from '../../shared/runs/run-store.ts';
import type { MergeDependencies } from '../../shared/search/merge-index.ts';
import { SearchIndexStore } from '../../shared/search/search-index-store.ts';
import { recordsPerPartition } from '../../shared/search/write-generation.ts';
import { StepStore } from '../../shared/steps/step-store.ts';
import { StreamLockStore } from '../../shared/streams/stream-lock-store.ts';
import { StreamStateStore } from '../../shared/streams/stream-state-store.ts';
import type { Table } from '../../shared/table/table.ts';
import { TallyStore } from '../../shared/tally/tally-store.ts';
import { hotTrail } from '../../shared/trail/hot-trail.ts';
import { defaultRetention } from '../../shared/trail/retention.ts';
import { trailLookup } from '../../shared/trail/trail-lookup.ts';
import { TrailStore } from '../../shared/trail/trail-store.ts';

/** Where everything is kept. */
export interface LogStores {
  readonly registry: Table;
  readonly trail: Table;
  readonly records: Table;
  readonly payloads: Objects;
  readonly archive: Objects;
}

/** What time it is for the runs that are made. */
export interface Clock {
  now: number;
}

export type LogDependencies = StartRunDependencies &
  OpenRunDependencies &
  CloseRunDependencies &
  ArchiveStepDependencies &
  FinishArchiveDependencies &
  MergeDependencies;

/** The product's own stores, with nobody to send a message to and nobody to wake. */
export function createLogDependencies(stores: LogStores, clock: Clock): LogDependencies {
  const now = () => clock.now;
  const tallies = new TallyStore(stores.trail);
  const trail = new TrailStore(stores.trail, stores.payloads);
  const hot = hotTrail(tallies, trail);
  const searchIndexes = new SearchIndexStore(stores.registry);
  return {
    archive: stores.archive,
    clusters: new ClusterStore(stores.trail, now),
    events: { publish: async () => {} },
    fingerprints: new FingerprintStore(stores.payloads),
    hot,
    indexes: searchIndexes,
    integrations: new IntegrationStore(stores.registry),
    locks: new StreamLockStore(stores.registry),
    lookup: trailLookup(trailOfStep(hot, archivedTrail(stores.archive), now)),
    payloads: stores.payloads,
    queue: { send: async () => {} },
    records: new RecordStore(stores.records),
    recordsPerPartition,
    retention: async () => defaultRetention,
    runs: new RunStore(stores.trail),
    stagedDeletions: new StagedDeletionStore(stores.trail, stores.payloads, now),
    keys: new IdempotencyStore(stores.trail, () => Date.now()),
    searchIndexes,
    steps: new StepStore(stores.trail),
    streams: new StreamStateStore(stores.registry),
    tallies,
    trail,
    workflow: {
      start: async () => {},
      status: async () => ({ kind: 'RUNNING' }),
      stop: async () => {},
      succeed: async () => {},
    },
    now,
  };
}
