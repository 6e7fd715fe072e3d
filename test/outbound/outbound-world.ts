import { ulid } from 'ulid';
import { httpTarget } from '../../connectors/http-target/http-target.ts';
import type { StartRun } from '../../shared/api/run.ts';
import { type ChunkLimits, chunkLimits } from '../../shared/chunks/chunk.ts';
import { failChunk } from '../../shared/chunks/fail-chunk.ts';
import { closeRun } from '../../shared/closing/close-run.ts';
import { closeStep } from '../../shared/closing/close-step.ts';
import { compareStep } from '../../shared/closing/compare-step.ts';
import type { Connector } from '../../shared/connector/connector.ts';
import { createHttpClient } from '../../shared/connector/create-http-client.ts';
import type { JsonObject } from '../../shared/connector/json.ts';
import { openRun } from '../../shared/control/open-run.ts';
import { retriggerRun } from '../../shared/control/retrigger-run.ts';
import { startRun } from '../../shared/control/start-run.ts';
import { hash64, hashToHex } from '../../shared/fingerprints/hash.ts';
import type { StoredIntegration } from '../../shared/integrations/integration-store.ts';
import { ChunkLeaseStore } from '../../shared/outbound/chunk-lease-store.ts';
import { redactorForBoth } from '../../shared/outbound/redactor-for-both.ts';
import { type SendChunkDependencies, sendChunk } from '../../shared/outbound/send-chunk.ts';
import { pullPages } from '../../shared/pull/pull-pages.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import type { RunInput } from '../../shared/workflow/workflow.ts';
import type { Services } from '../pipeline/services.ts';
import { createWorld, org } from '../pipeline/world.ts';

export const secretOfTarget = 'target-key-1a2b3c4d';
/** A secret of the integration that the records come from. */
export const secretOfSource = 'token-9f8e7d6c';

/** How the target of these tests takes contacts. */
export const contactsAt = (baseUrl: string, changed: Readonly<Record<string, unknown>> = {}): JsonObject => ({
  baseUrl,
  headers: { 'X-Version': '2' },
  secretHeaders: { Authorization: `Bearer ${secretOfTarget}` },
  streams: {
    people: {
      from: 'contacts',
      create: { method: 'POST', path: '/contacts' },
      update: { method: 'PUT', path: '/contacts/{{ targetId }}' },
      delete: { method: 'DELETE', path: '/contacts/{{ targetId }}' },
      targetId: 'data.id',
      ...(changed as JsonObject),
    },
  },
});

export const findContact = {
  find: { method: 'GET', path: '/contacts?externalId={{ id }}', targetId: 'items.0.id' },
} as const;

/**
 * An inbound integration whose records a test writes, and an outbound one that sends them. A test plays Step Functions and
 * the queue; waits of the HTTP client take no time.
 */
export function createOutboundWorld(services: Services, settings: JsonObject, limits: ChunkLimits = chunkLimits) {
  const world = createWorld(services, limits);
  const inbound = ulid();
  const outbound = ulid();
  const waits: number[] = [];
  const delays: number[] = [];
  let remainingMs = () => 180_000;
  let begins = () => {};
  let leaseClockMs = 0;
  const deps = {
    ...world.deps,
    findConnector: async (type: string) =>
      type === 'http-target' ? (httpTarget as Connector) : world.deps.findConnector(),
    redactorFor: redactorForBoth(world.deps.integrations, world.deps.redactorFor),
    leases: new ChunkLeaseStore(services.trail, () => Date.now() + leaseClockMs),
    outboundChunks: {
      send: async (body: string, delaySeconds: number) => {
        delays.push(delaySeconds);
        await services.queue.send([body]);
      },
    },
    createHttp: (options) =>
      createHttpClient({ ...options, sleep: async (ms) => void waits.push(ms), random: () => 0 }),
    remainingMs: () => remainingMs(),
  } satisfies SendChunkDependencies & Omit<typeof world.deps, 'findConnector'>;
  const ours = world.deps.records;
  const source = { org, integrationId: inbound, stream: 'contacts' };

  const self = {
    deps,
    waits,
    delays,
    inbound,
    outbound,
    org,
    published: world.published,

    /** Before anything else; again, to change the settings. */
    async configure(changed: JsonObject = settings): Promise<void> {
      const whole = httpTarget.settings.parse({ ...changed, from: { integrationId: inbound } });
      await save(deps.integrations, {
        ...common(inbound, 'CRM'),
        connector: 'test',
        direction: 'inbound',
        target: 'records',
        settings: {},
        sealedSecrets: JSON.stringify({ '/token': secretOfSource }),
        secrets: ['/token'],
        streams: [{ name: 'contacts', modes: ['full'] }],
      });
      const { secretHeaders, ...open } = JSON.parse(JSON.stringify(whole)) as JsonObject;
      const sealed = Object.entries(secretHeaders as JsonObject).map(([name, value]) => [
        `/secretHeaders/${name}`,
        value,
      ]);
      await save(deps.integrations, {
        ...common(outbound, 'Newsletter'),
        connector: 'http-target',
        direction: 'outbound',
        target: 'http-target',
        readsFrom: inbound,
        settings: open,
        sealedSecrets: JSON.stringify(Object.fromEntries(sealed)),
        secrets: sealed.map(([pointer]) => String(pointer)),
        streams: httpTarget.streams(whole),
      });
    },

    /** Our records are exactly these from now on. */
    async have(records: readonly JsonObject[]): Promise<void> {
      const wanted = new Map(records.map((record) => [String(record['id']), record]));
      const at = new Date().toISOString();
      const base = { runId: ulid(), createdAt: at, changedAt: at };
      const gone = [];
      for await (const { keyHash, record } of ours.list(source)) {
        if (wanted.has(record.externalId)) continue;
        gone.push({ keyHash, record: { ...record, ...base, data: 'null', action: 'DELETE' as const, deletedAt: at } });
      }
      const written = [...wanted].map(([externalId, record]) => ({
        keyHash: hashToHex(hash64(externalId)),
        record: {
          ...base,
          externalId,
          name: typeof record['name'] === 'string' ? record['name'] : null,
          data: JSON.stringify(record),
          action: 'CREATE' as const,
          deletedAt: null,
        },
      }));
      await ours.write(source, [...gone, ...written]);
    },

    async start(request: StartRun = { type: 'full' }) {
      const started = await startRun(deps, { org, user: 'tester' }, outbound, request);
      if (started.kind !== 'started') throw new Error(`The run did not start: ${JSON.stringify(started)}`);
      return { org, runId: started.runId, stream: 'people' };
    },

    async begin(request?: StartRun) {
      const step = await self.start(request);
      await openRun(deps, step);
      return step;
    },

    /** Tries again what failed in a run, as far as to where its messages wait; the same `key` is the same request. */
    async beginAgain(runId: string, key: string) {
      const started = await retriggerRun(deps, { org, user: 'tester' }, runId, { scope: 'failed' }, key);
      if (started.kind !== 'started') throw new Error(`The run was not done again: ${JSON.stringify(started)}`);
      const step = { org, runId: started.runId, stream: 'people' };
      await openRun(deps, step);
      return step;
    },

    pull: (step: RunInput & { stream: string }) => pullPages(deps, step, () => 900_000),

    /** Sends what waits on the queue, each message by `times` workers at once; what they send on too. */
    async sendAll(times = 1): Promise<number> {
      for (let sent = 0; ; ) {
        const messages = await services.receive();
        if (messages.length === 0) return sent;
        for (const message of messages) {
          const deliveries = Number(message.Attributes?.ApproximateReceiveCount);
          begins();
          const workers = Array.from({ length: times }, () =>
            sendChunk(deps, { body: message.Body ?? '', deliveries }),
          );
          for (const end of await Promise.allSettled(workers)) if (end.status === 'rejected') throw end.reason;
          await services.acknowledge(message);
          sent += 1;
        }
      }
    },

    /** The messages that wait, taken off the queue. */
    async takeMessages(): Promise<string[]> {
      const bodies: string[] = [];
      for (;;) {
        const messages = await services.receive();
        if (messages.length === 0) return bodies;
        for (const message of messages) {
          bodies.push(message.Body ?? '');
          await services.acknowledge(message);
        }
      }
    },

    fail: (body: string) => failChunk(deps, body, 'every worker that tried it failed.'),

    async close(step: RunInput & { stream: string }, times = 1) {
      const deletions = await compareStep(deps, await requireStep(deps.steps, step));
      if (deletions > 0) await self.sendAll(times);
      await closeStep(deps, await requireStep(deps.steps, step));
      await closeRun(deps, step);
      return world.read(step.runId);
    },

    /** A whole run. */
    async run(request?: StartRun, times = 1) {
      const step = await self.begin(request);
      while ((await self.pull(step)).more);
      await self.sendAll(times);
      return self.close(step, times);
    },

    /** What a worker has left, and what happens when one begins. */
    livesFor(left: () => number, whenOneBegins: () => void = () => {}): void {
      remainingMs = left;
      begins = whenOneBegins;
    },

    /** Whoever wants a lease finds the one before it over: workers come one after the other, as after a death. */
    leasesAreOver(): void {
      leaseClockMs = 3_600_000;
    },

    entities: world.entities,
    calls: async (runId: string) => {
      const page = await world.trailReader.calls(org, runId, {}, { limit: 1000, cursor: null });
      if (page === 'bad-cursor') throw new Error('The cursor was refused.');
      return page.items;
    },
    entity: (runId: string, id: string) => world.trailReader.entity(org, runId, 'people', id),
    archive: world.archive,
  };
  return self;
}

export type OutboundWorld = ReturnType<typeof createOutboundWorld>;

function common(integrationId: string, name: string) {
  const at = new Date().toISOString();
  return {
    org,
    integrationId,
    name,
    status: 'ACTIVE' as const,
    statusReason: null,
    createdAt: at,
    updatedAt: at,
    nameClaim: 'test',
    revision: 1,
  };
}

async function save(store: SendChunkDependencies['integrations'], integration: StoredIntegration): Promise<void> {
  const seen = await store.get(org, integration.integrationId);
  if (seen) await store.replace(seen, integration);
  else await store.create(integration);
}
