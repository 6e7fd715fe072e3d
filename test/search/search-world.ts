import { ulid } from 'ulid';
import type { SearchHit } from '../../shared/api/search.ts';
import { hash64, hashToHex } from '../../shared/fingerprints/hash.ts';
import { IntegrationStore, type StoredIntegration } from '../../shared/integrations/integration-store.ts';
import { RunReader } from '../../shared/readers/run-reader.ts';
import { RecordStore } from '../../shared/records/record-store.ts';
import { RunStore } from '../../shared/runs/run-store.ts';
import { summarize } from '../../shared/runs/summarize-run.ts';
import type { SearchQuery } from '../../shared/search/find-records.ts';
import { IndexReader } from '../../shared/search/index-reader.ts';
import { type MergeDependencies, mergeIndex } from '../../shared/search/merge-index.ts';
import type { SearchFilters } from '../../shared/search/page-of-touches.ts';
import { SearchIndexStore } from '../../shared/search/search-index-store.ts';
import { searchRecords } from '../../shared/search/search-records.ts';
import type { SearchRunsDependencies } from '../../shared/search/search-runs.ts';
import type { SearchScope } from '../../shared/search/search-scope.ts';
import { StepStore } from '../../shared/steps/step-store.ts';
import { addCounts, noCounts } from '../../shared/tally/chunk-counts.ts';
import { TallyStore } from '../../shared/tally/tally-store.ts';
import { countBlock } from '../../shared/trail/count-block.ts';
import type { EntityEntry, TrailBlock } from '../../shared/trail/trail-block.ts';
import { trailLookup } from '../../shared/trail/trail-lookup.ts';
import type { Services } from '../pipeline/services.ts';
import { memoryTrail } from './memory-trail.ts';

export interface MadeRun {
  readonly org?: string;
  readonly integrationId?: string;
  readonly connector?: string;
  /** By stream, the entities of each chunk. */
  readonly streams: Readonly<Record<string, readonly (readonly EntityEntry[])[]>>;
  /** Default: archived. */
  readonly state?: 'running' | 'ended' | 'archived';
  readonly keptDays?: number;
  readonly dryRun?: boolean;
}

export const dayMs = 86_400_000;

export const entity = (externalId: string | null, more: Partial<EntityEntry> = {}): EntityEntry => ({
  externalId,
  name: `Name of ${externalId}`,
  page: 1,
  action: 'NONE',
  status: 'OK',
  ...more,
});

/** Runs as they are in the tables, with trails that a test writes. Time goes on by a minute with each run. */
export function createSearchWorld(services: Services, org: string) {
  const clock = { now: Date.parse('2026-03-01T00:00:00Z') };
  const now = () => clock.now;
  const trail = memoryTrail();
  const [runs, steps] = [new RunStore(services.trail), new StepStore(services.trail)];
  const deps: MergeDependencies & SearchRunsDependencies = {
    archive: services.archive,
    indexes: new SearchIndexStore(services.registry),
    integrations: new IntegrationStore(services.registry),
    lookup: trailLookup(() => trail.readable),
    reader: new IndexReader(services.archive),
    records: new RecordStore(services.records),
    recordsPerPartition: 1_000_000,
    runReader: new RunReader(runs, steps, new TallyStore(services.trail), now),
    runs,
    steps,
    now,
  };

  async function addRun(made: MadeRun): Promise<string> {
    clock.now += 60_000;
    const {
      integrationId = 'i1',
      connector = 'http',
      state = 'archived',
      streams,
      keptDays = 30,
      dryRun = false,
    } = made;
    const startedAt = new Date(clock.now).toISOString();
    const owner = made.org ?? org;
    const runId = ulid(clock.now);
    const kept = { hotUntil: clock.now / 1000 + 7 * 86_400, expiresAt: clock.now / 1000 + keptDays * 86_400 };
    const names = Object.keys(streams);
    await runs.create(
      {
        org: owner,
        runId,
        integrationId,
        integrationName: `Integration ${integrationId}`,
        connector,
        direction: 'inbound',
        action: 'sync',
        type: 'full',
        trigger: 'API',
        startedBy: 'tester',
        startedAt,
        retryOf: null,
        dryRun,
        streams: names,
        modes: Object.fromEntries(names.map((name) => [name, 'full' as const])),
      },
      kept,
    );
    await runs.move(owner, runId, 'RUNNING');
    for (const [stream, chunks] of Object.entries(streams)) {
      const step = { org: owner, runId, integrationId, stream };
      if (!dryRun) await deps.indexes.noteRun(step, connector, runId);
      await steps.open({
        ...step,
        ...kept,
        mode: 'full',
        cursor: null,
        fingerprints: null,
        knownRecords: 0,
        verify: false,
        strays: 0,
        startedAt,
      });
      const blocks = chunks.map((entities): TrailBlock => ({ at: startedAt, pages: [], calls: [], entities }));
      trail.put(step, blocks);
      await remember(step, chunks.flat());
    }
    if (state !== 'running') await end(owner, runId, streams);
    if (state === 'archived') await runs.noteArchived(owner, runId, startedAt);
    return runId;
  }

  async function remember(
    step: { org: string; runId: string; integrationId: string; stream: string },
    all: EntityEntry[],
  ) {
    const at = new Date(clock.now).toISOString();
    const written = new Map(
      all.flatMap(({ externalId, name, action }) =>
        externalId !== null && action === 'CREATE' ? [[externalId, name] as const] : [],
      ),
    );
    await deps.records.write(
      step,
      [...written].map(([externalId, name]) => ({
        keyHash: hashToHex(hash64(externalId)),
        record: {
          externalId,
          name,
          data: '{}',
          runId: step.runId,
          action: 'CREATE',
          createdAt: at,
          changedAt: at,
          deletedAt: null,
        },
      })),
    );
  }

  async function end(owner: string, runId: string, streams: MadeRun['streams']): Promise<void> {
    const endedAt = new Date(clock.now).toISOString();
    for (const [stream, chunks] of Object.entries(streams)) {
      const counts = chunks.map((entities) => countBlock({ at: endedAt, pages: [], calls: [], entities }));
      const proof = {
        complete: true,
        pulled: 0,
        accounted: 0,
        deletionsChecked: true,
        unseen: 0,
        deleted: 0,
        staged: 0,
        missing: [],
      };
      await steps.close({ org: owner, runId, stream }, proof, addCounts(noCounts, ...counts), endedAt);
    }
    const closed = await steps.list(owner, runId);
    const summary = summarize(
      closed.map((step) => ({ step, counts: step.finalCounts ?? noCounts })),
      null,
    );
    const result = { ...summary, endedAt, outcome: 'SUCCESS', message: '', error: null, proof: [] } as const;
    await runs.end(owner, runId, 'FINISHED', { ...result, proof: [] });
  }

  async function addIntegration(integrationId: string, streams: readonly string[]): Promise<void> {
    const integration: StoredIntegration = {
      org,
      integrationId,
      name: integrationId,
      connector: 'http',
      direction: 'inbound',
      target: 'records',
      settings: {},
      sealedSecrets: null,
      secrets: [],
      streams: streams.map((name) => ({ name, modes: ['full'] })),
      status: 'ACTIVE',
      statusReason: null,
      createdAt: '',
      updatedAt: '',
      nameClaim: '',
      revision: 1,
    };
    await deps.integrations.create(integration);
  }

  /** Every hit, page by page. */
  async function search(
    query: SearchQuery & SearchFilters,
    scope: Partial<SearchScope> = {},
    limit = 1_000,
  ): Promise<{ hits: SearchHit[]; complete: boolean }> {
    const hits: SearchHit[] = [];
    let complete = true;
    for (let cursor: string | null = null; ; ) {
      const page = await searchRecords(deps, { org, ...scope }, query, { limit, cursor });
      if (page.kind !== 'page') throw new Error(`The search was refused: ${JSON.stringify(page)}`);
      hits.push(...page.items);
      complete &&= page.complete;
      cursor = page.next;
      if (cursor === null) return { hits, complete };
    }
  }

  const merge = (stream = 'contacts', integrationId = 'i1', with_: Partial<MergeDependencies> = {}) =>
    mergeIndex({ ...deps, ...with_ }, { org, integrationId, stream });

  return { addIntegration, addRun, clock, deps, end, merge, org, search, trail };
}

export type SearchWorld = ReturnType<typeof createSearchWorld>;
