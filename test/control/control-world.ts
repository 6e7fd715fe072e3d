import { ulid } from 'ulid';
import type { ChunkLimits } from '../../shared/chunks/chunk.ts';
import type { Json } from '../../shared/connector/json.ts';
import { cancelRun } from '../../shared/control/cancel-run.ts';
import { openRun } from '../../shared/control/open-run.ts';
import { retriggerRun } from '../../shared/control/retrigger-run.ts';
import { type StartRequest, startRun } from '../../shared/control/start-run.ts';
import type { RunInput } from '../../shared/workflow/workflow.ts';
import type { Services } from '../pipeline/services.ts';
import { createWorld, org, pagesOf, type TestSource } from '../pipeline/world.ts';

export const caller = { org, user: 'ada' };
export const stream = 'contacts';

/** A page is a chunk, and a checkpoint comes every second one. */
export const smallChunks: ChunkLimits = { records: 10, characters: 1024 * 1024, flushAfterMs: 2_000, perCheckpoint: 4 };

type Data = { [key: string]: Json };

/** `c<from>` to `c<until - 1>`. */
export const contacts = (from: number, until: number, more: Data = {}): Data[] =>
  Array.from({ length: until - from }, (_, index) => ({ id: `c${from + index}`, name: `C ${from + index}`, ...more }));

export const byId = (records: readonly Data[]): Map<string, Data> =>
  new Map(records.map((record) => [String(record['id']), record]));

/** Pages of ten, behind each of which the cursor is `cursor`. */
export function source(records: readonly Data[], cursor: Json = null): TestSource {
  const pages = pagesOf(records, 10);
  return {
    modes: ['full', 'update'],
    async *read(...request) {
      for await (const page of pages.read(...request)) yield { ...page, cursor };
    },
  };
}

/** A world of its own in which runs are started, cancelled and done again by a caller. */
export function createControlWorld(services: Services, limits = smallChunks, now: () => number = Date.now) {
  const world = createWorld(services, limits, now, ulid());
  const { deps } = world;

  const started = (result: { kind: string; runId?: string }): RunInput & { stream: string } => {
    if (result.kind !== 'started') throw new Error(`The run did not start: ${JSON.stringify(result)}`);
    return { org, runId: result.runId ?? '', stream };
  };

  const control = {
    ...world,
    startRun: (request: StartRequest = {}) => startRun(deps, caller, world.integrationId, request),
    cancel: (runId: string, key: string | null = null) => cancelRun(deps, caller, runId, key),
    retrigger: (runId: string, scope: 'all' | 'failed', key: string | null = null) =>
      retriggerRun(deps, caller, runId, { scope }, key),
    state: () => deps.streams.get({ org, integrationId: world.integrationId, stream }),

    /** Goes on with a run that was started, as the workflow would. */
    async carryOut(result: { kind: string; runId?: string }) {
      const step = started(result);
      await openRun(deps, step);
      return control.finish(step);
    },

    /** Goes on from wherever an opened run is. */
    async finish(step: RunInput & { stream: string }) {
      while ((await world.pull(step)).more);
      await world.applyAll();
      await world.close(step);
      return world.read(step.runId);
    },
  };
  return control;
}

export type ControlWorld = ReturnType<typeof createControlWorld>;
