import * as z from 'zod';
import { account } from '../../local/account.ts';
import type { Call } from '../../shared/api/call.ts';
import type { StartRun } from '../../shared/api/run.ts';
import { type ArchiveStepDependencies, archiveStep } from '../../shared/archive/archive-step.ts';
import { archivedTrail } from '../../shared/archive/archived-trail.ts';
import { type FinishArchiveDependencies, finishArchive } from '../../shared/archive/finish-archive.ts';
import type { SendToArchiveDependencies } from '../../shared/archive/send-to-archive.ts';
import { trailOfStep } from '../../shared/archive/trail-of-step.ts';
import { type ApplyDependencies, applyChunks } from '../../shared/chunks/apply-chunks.ts';
import { type ChunkLimits, chunkLimits } from '../../shared/chunks/chunk.ts';
import { type CloseRunDependencies, closeRun } from '../../shared/closing/close-run.ts';
import { closeStep } from '../../shared/closing/close-step.ts';
import { compareStep } from '../../shared/closing/compare-step.ts';
import { ClusterStore } from '../../shared/clusters/cluster-store.ts';
import {
  type Connector,
  defineConnector,
  type FetchedRecord,
  type SourcePage,
} from '../../shared/connector/connector.ts';
import { createHttpClient } from '../../shared/connector/create-http-client.ts';
import type { HttpClient } from '../../shared/connector/http-client.ts';
import type { Json } from '../../shared/connector/json.ts';
import type { CancelRunDependencies } from '../../shared/control/cancel-run.ts';
import { IdempotencyStore } from '../../shared/control/idempotency-store.ts';
import { type OpenRunDependencies, openRun } from '../../shared/control/open-run.ts';
import type { RetriggerDependencies } from '../../shared/control/retrigger-run.ts';
import { type StartRunDependencies, startRun } from '../../shared/control/start-run.ts';
import type { PublishedEvent } from '../../shared/events/events.ts';
import { FingerprintStore } from '../../shared/fingerprints/fingerprint-store.ts';
import { StagedDeletionStore } from '../../shared/guards/staged-deletion-store.ts';
import { IntegrationStore, type StoredIntegration } from '../../shared/integrations/integration-store.ts';
import { rememberRedactors } from '../../shared/integrations/remember-redactors.ts';
import type { PullDependencies } from '../../shared/pull/pull-dependencies.ts';
import { pullPages } from '../../shared/pull/pull-pages.ts';
import { RunReader } from '../../shared/readers/run-reader.ts';
import { TrailReader } from '../../shared/readers/trail-reader.ts';
import { RecordStore } from '../../shared/records/record-store.ts';
import { RunStore } from '../../shared/runs/run-store.ts';
import { SearchIndexStore } from '../../shared/search/search-index-store.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import { StepStore } from '../../shared/steps/step-store.ts';
import { StreamLockStore } from '../../shared/streams/stream-lock-store.ts';
import { StreamStateStore } from '../../shared/streams/stream-state-store.ts';
import { TallyStore } from '../../shared/tally/tally-store.ts';
import { hotTrail } from '../../shared/trail/hot-trail.ts';
import { defaultRetention } from '../../shared/trail/retention.ts';
import { trailLookup } from '../../shared/trail/trail-lookup.ts';
import { TrailStore } from '../../shared/trail/trail-store.ts';
import type { ArchiveWorkflow, ExecutionStatus, RunInput, Workflow } from '../../shared/workflow/workflow.ts';
import type { Services } from './services.ts';

export const org = account.accountId;
/** A secret setting of the test's integration. */
export const secretOfSource = 'token-9f8e7d6c';
const defaultIntegrationId = '01J000000000000000000000AA';

/** A source that a test writes: what it answers for each page, in order. */
export interface TestSource {
  readonly modes?: readonly ('full' | 'update')[];
  read(from: Json, mode: 'full' | 'update', cursor: Json, http: HttpClient): AsyncIterable<SourcePage>;
  /** Where single records can be asked for. */
  fetchOne?(id: string, http: HttpClient): Promise<FetchedRecord>;
  readonly cancellable?: boolean;
}

/** Pages of records with `id`, `name` and whatever else; `resume` is the number of the page behind. */
export function pagesOf(records: readonly { readonly [key: string]: Json }[], pageSize: number): TestSource {
  return {
    async *read(from) {
      for (let page = Number(from ?? 0); page * pageSize < records.length; page++) {
        const slice = records.slice(page * pageSize, (page + 1) * pageSize);
        yield {
          records: slice.map((data) => ({
            id: typeof data['id'] === 'string' ? data['id'] : null,
            name: typeof data['name'] === 'string' ? data['name'] : null,
            data,
          })),
          resume: page + 1,
        };
      }
    },
  };
}

/** The pipeline without its workflow: a test plays Step Functions and the queue, and may let any act die half way. */
export function createWorld(
  services: Services,
  limits: ChunkLimits = chunkLimits,
  now: () => number = Date.now,
  /** With one of its own, a world knows nothing of the others over the same services. */
  integrationId: string = defaultIntegrationId,
) {
  let source: TestSource = pagesOf([], 1);
  const woken: string[] = [];
  const published: PublishedEvent[] = [];
  const executions = new Map<string, ExecutionStatus>();
  const workflow: Workflow = {
    start: async ({ runId }) => void executions.set(runId, { kind: 'RUNNING' }),
    status: async (runId) => executions.get(runId) ?? { kind: 'UNKNOWN' },
    stop: async (runId, cause) => void executions.set(runId, { kind: 'ENDED', aborted: true, reason: cause }),
    succeed: async (token) => void woken.push(token),
  };
  const integrations = new IntegrationStore(services.registry);
  const secretBox = { seal: async (text: string) => text, open: async (text: string) => text };
  const archiving: ArchiveWorkflow = {
    start: async ({ runId }, attempt) => void executions.set(`${runId}-${attempt}`, { kind: 'RUNNING' }),
    status: async ({ runId }, attempt) => executions.get(`${runId}-${attempt}`) ?? { kind: 'UNKNOWN' },
  };
  const tallies = new TallyStore(services.trail);
  const trail = new TrailStore(services.trail, services.payloads);
  const hot = hotTrail(tallies, trail);
  const trailOf = trailOfStep(hot, archivedTrail(services.archive), now);
  const deps = {
    archiving,
    events: { publish: async (event: PublishedEvent) => void published.push(event) },
    hot,
    clusters: new ClusterStore(services.trail, now),
    integrations,
    trailOf,
    locks: new StreamLockStore(services.registry),
    streams: new StreamStateStore(services.registry),
    runs: new RunStore(services.trail),
    stagedDeletions: new StagedDeletionStore(services.trail, services.payloads, now),
    keys: new IdempotencyStore(services.trail, now),
    searchIndexes: new SearchIndexStore(services.registry),
    steps: new StepStore(services.trail),
    tallies,
    trail,
    records: new RecordStore(services.records),
    fingerprints: new FingerprintStore(services.payloads),
    payloads: services.payloads,
    queue: services.queue,
    workflow,
    secretBox,
    redactorFor: rememberRedactors({ integrations, secretBox }),
    findConnector: async () => connector(() => source) as Connector,
    createHttp: createHttpClient,
    limits,
    archive: services.archive,
    retention: async () => defaultRetention,
    now,
  } satisfies PullDependencies &
    ApplyDependencies &
    CloseRunDependencies &
    OpenRunDependencies &
    StartRunDependencies &
    RetriggerDependencies &
    CancelRunDependencies &
    SendToArchiveDependencies &
    ArchiveStepDependencies &
    FinishArchiveDependencies;
  const caller = { org, user: 'tester' };

  const world = {
    deps,
    woken,
    /** What was said on the event bus. */
    published,
    executions,
    runReader: new RunReader(deps.runs, deps.steps, deps.tallies, now),
    trailReader: new TrailReader(deps.steps, trailOf, now),
    lookup: trailLookup(trailOf),
    integrationId,

    async reads(next: TestSource): Promise<void> {
      source = next;
      await createIntegration(deps.integrations, integrationId, streamsOf(next));
    },

    start: (request: StartRun = {}) => startRun(deps, caller, integrationId, request),

    async begin(request: StartRun = {}): Promise<RunInput & { stream: string }> {
      const started = await world.start(request);
      if (started.kind !== 'started') throw new Error(`The run did not start: ${JSON.stringify(started)}`);
      await openRun(deps, { org, runId: started.runId });
      return { org, runId: started.runId, stream: 'contacts' };
    },

    pull: (step: RunInput & { stream: string }, remainingMs = () => 900_000) => pullPages(deps, step, remainingMs),

    /** Applies what waits on the queue, each message by `times` workers at once. */
    async applyAll(times = 1): Promise<number> {
      let applied = 0;
      for (;;) {
        const messages = await services.receive();
        if (messages.length === 0) return applied;
        for (const message of messages) {
          const deliveries = Number(message.Attributes?.ApproximateReceiveCount);
          const workers = Array.from({ length: times }, () => applyOne(deps, message.Body ?? '', deliveries));
          for (const outcome of await Promise.allSettled(workers))
            if (outcome.status === 'rejected') throw outcome.reason;
          await services.acknowledge(message);
          applied += 1;
        }
      }
    },

    async close(input: RunInput & { stream: string }): Promise<void> {
      const deletions = await compareStep(deps, await requireStep(deps.steps, input));
      if (deletions > 0) await world.applyAll();
      await closeStep(deps, await requireStep(deps.steps, input));
      await closeRun(deps, input);
    },

    /** One whole run, as the workflow would make it. */
    async run(request: StartRun = {}) {
      const step = await world.begin(request);
      while ((await world.pull(step)).more);
      await world.applyAll();
      await world.close(step);
      return world.read(step.runId);
    },

    /** Puts an ended run into the archive, as the workflow would. */
    async archive(runId: string): Promise<void> {
      const run = await world.read(runId);
      for (const stream of run.streams) {
        while ((await archiveStep(deps, { org, runId, stream }, () => 900_000)).more);
      }
      await finishArchive(deps, { org, runId });
    },

    async read(runId: string) {
      const run = await world.runReader.get(org, runId);
      if (!run) throw new Error(`Run ${runId} is gone.`);
      return run;
    },

    async entities(runId: string, filters: Parameters<TrailReader['entities']>[2] = {}, limit = 1000) {
      const all = [];
      for (let cursor: string | null = null; ; ) {
        const page = await world.trailReader.entities(org, runId, filters, { limit, cursor });
        if (page === 'bad-cursor') throw new Error('The cursor was refused.');
        all.push(...page.items);
        cursor = page.next;
        if (cursor === null) return all;
      }
    },

    /** Live records by external id. */
    async stored(): Promise<Map<string, unknown>> {
      const stored = new Map<string, unknown>();
      for await (const { record } of deps.records.list({ org, integrationId, stream: 'contacts' })) {
        stored.set(record.externalId, JSON.parse(record.data));
      }
      return stored;
    },
  };
  return world;
}

/** A worker with one message; throws what the chunk failed with. */
export async function applyOne(deps: ApplyDependencies, body: string, deliveries: number): Promise<void> {
  const [outcome] = await applyChunks(deps, [{ body, deliveries }]);
  if (outcome?.status === 'rejected') throw outcome.reason;
}

export type World = ReturnType<typeof createWorld>;

const streamsOf = ({ modes = ['full'], fetchOne }: TestSource) => [
  { name: 'contacts', modes, ...(fetchOne && { byId: true }) },
];

function connector(source: () => TestSource) {
  const { fetchOne, cancellable } = source();
  return defineConnector({
    type: 'test',
    title: 'Test',
    settings: z.object({}),
    secrets: () => [],
    streams: () => streamsOf(source()),
    test: async () => ({ ok: true, message: '' }),
    read: ({ http }, { resume, mode, cursor }) => source().read(resume, mode, cursor, http),
    ...(fetchOne && { fetchOne: ({ http }, _stream, id) => fetchOne(id, http) }),
    ...(cancellable !== undefined && { cancellable }),
  });
}

async function createIntegration(
  store: IntegrationStore,
  integrationId: string,
  streams: StoredIntegration['streams'],
): Promise<void> {
  const seen = await store.get(org, integrationId);
  const at = new Date().toISOString();
  const integration: StoredIntegration = {
    org,
    integrationId,
    name: 'Test',
    connector: 'test',
    direction: 'inbound',
    target: 'records',
    settings: {},
    sealedSecrets: JSON.stringify({ '/token': secretOfSource }),
    secrets: ['/token'],
    streams,
    status: 'ACTIVE',
    statusReason: null,
    // A source of a test may lose as much as it likes; test/guards has this switched on.
    deletionGuard: null,
    createdAt: at,
    updatedAt: at,
    nameClaim: 'test',
    revision: 1,
  };
  if (seen) await store.replace(seen, integration);
  else await store.create(integration);
}

export type TestCall = Omit<Call, 'page'>;
