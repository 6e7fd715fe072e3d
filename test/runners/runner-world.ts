import type { DeliveredPage, Delivery, Work } from '../../shared/api/runner-work.ts';
import type { ChunkLimits } from '../../shared/chunks/chunk.ts';
import { claimWork } from '../../shared/runners/claim-work.ts';
import { createRunner } from '../../shared/runners/create-runner.ts';
import { offerWork } from '../../shared/runners/offer-work.ts';
import { pullOrWait } from '../../shared/runners/pull-or-wait.ts';
import { RunnerStore, type StoredRunner } from '../../shared/runners/runner-store.ts';
import { takeDelivery } from '../../shared/runners/take-delivery.ts';
import { workOf } from '../../shared/runners/work-id.ts';
import { WorkStore } from '../../shared/runners/work-store.ts';
import type { StepInput } from '../../shared/workflow/workflow.ts';
import type { Services } from '../pipeline/services.ts';
import { createWorld, org, type TestSource } from '../pipeline/world.ts';

export const pool = 'runner';

/** The pipeline's world with runners: a test plays them too. */
export function createRunnerWorld(services: Services, limits: ChunkLimits, now: () => number) {
  const world = createWorld(services, limits, now);
  const runners = new RunnerStore(services.registry);
  const works = new WorkStore(services.trail);
  const deps = { ...world.deps, runners, works };
  let tokens = 0;
  return {
    ...world,
    deps,

    /** The integration's source is read by runners from now on. */
    async onRunner(source: TestSource): Promise<void> {
      await world.reads(source);
      const integration = await deps.integrations.get(org, world.integrationId);
      if (integration) await deps.integrations.replace(integration, { ...integration, runsOn: pool });
    },

    runner: async (name: string): Promise<StoredRunner> =>
      (await createRunner(deps, { org, user: 'tester' }, { name, pool })).runner,

    /** The state Pull pages, and Wait for a runner if that is next. Answers with what it said. */
    async pullOrOffer(step: StepInput) {
      const pulled = await pullOrWait(deps, step, () => 900_000);
      if (pulled.onRunner) await offerWork(deps, { ...step, token: `token-${++tokens}` });
      return pulled;
    },

    claim: (runner: StoredRunner): Promise<Work | undefined> => claimWork(deps, runner),

    async deliver(runner: StoredRunner, { workId, attempt }: Work, delivery: Omit<Delivery, 'attempt'>) {
      const work = workOf(runner, workId);
      if (!work) throw new Error(`${workId} is no work.`);
      return takeDelivery(deps, runner, work, { ...delivery, attempt });
    },
  };
}

/** What a runner reads from where its work begins. */
export async function* pagesFrom(source: TestSource, { mode, cursor, resume }: Work): AsyncGenerator<DeliveredPage> {
  const http = { request: () => Promise.reject(new Error('This source needs no requests.')) };
  for await (const page of source.read(resume, mode, cursor, http)) {
    yield { ...page, records: [...page.records], calls: [] };
  }
}
