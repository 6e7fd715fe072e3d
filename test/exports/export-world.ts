import { vi } from 'vitest';
import { archivedTrail } from '../../shared/archive/archived-trail.ts';
import { trailOfStep } from '../../shared/archive/trail-of-step.ts';
import { filesInManifest } from '../../shared/exports/archive-files.ts';
import type { MadeFile } from '../../shared/exports/export-files.ts';
import { type ExportLimits, exportLimits } from '../../shared/exports/export-limits.ts';
import { readPart } from '../../shared/exports/export-part.ts';
import { type ExportRequest, type ExportRunDependencies, exportRun } from '../../shared/exports/export-run.ts';
import { ExportStore } from '../../shared/exports/export-store.ts';
import { failPart } from '../../shared/exports/fail-part.ts';
import { writePart } from '../../shared/exports/write-part.ts';
import type { Services } from '../pipeline/services.ts';
import { createWorld, org } from '../pipeline/world.ts';

/** Chunks of ten records. */
export const tenInChunk = { records: 10, characters: 1024 * 1024, flushAfterMs: 2_000, perCheckpoint: 20 };

/** A pipeline whose runs can be exported; a test plays the queue's workers, and says what time it is. */
export function createExportWorld(services: Services, limits: Partial<ExportLimits> = {}) {
  const clock = { ahead: 0 };
  const now = () => Date.now() + clock.ahead;
  const world = createWorld(services, tenInChunk, now);
  const put = vi.fn(services.payloads.put);
  const deps: ExportRunDependencies = {
    runs: world.deps.runs,
    steps: world.deps.steps,
    exports: new ExportStore(services.trail, now),
    payloads: { ...services.payloads, put },
    queue: services.queue,
    trailOf: trailOfStep(world.deps.hot, archivedTrail(services.archive), now),
    archiveFiles: filesInManifest(services.archive),
    limits: { ...exportLimits, ...limits },
    now,
  };
  const entities = { format: 'csv', of: 'entities', stream: undefined } as const;

  return {
    ...world,
    exportDeps: deps,
    /** Keys of what was written, one for each time. */
    written: () => put.mock.calls.map(([key]) => key),
    passes: (ms: number) => {
      clock.ahead += ms;
    },
    /** The hot copy of what has been archived is taken away. */
    cools: async () => {
      clock.ahead += 8 * 24 * 3600 * 1000;
      await services.reap(now());
    },

    ask: (runId: string, request: Partial<ExportRequest> = {}) =>
      exportRun(deps, org, runId, { ...entities, ...request }),

    /** The files of an export that is ready. */
    async files(runId: string, request: Partial<ExportRequest> = {}): Promise<readonly MadeFile[]> {
      const result = await exportRun(deps, org, runId, { ...entities, ...request });
      if (result.kind !== 'ready') throw new Error(`The export is not ready: ${JSON.stringify(result)}`);
      return result.files;
    },

    async bytesOf({ key, bytes }: MadeFile): Promise<Uint8Array> {
      const found = await services.payloads.get(key);
      if (found?.byteLength !== bytes) throw new Error(`${key} has ${found?.byteLength} bytes, not ${bytes}.`);
      return found;
    },

    /** The messages that wait, none of them acknowledged. */
    waiting: () => services.receive(),

    /** Works off at most so many messages that wait on the queue. */
    async work(most = Number.POSITIVE_INFINITY): Promise<number> {
      let done = 0;
      while (done < most) {
        const [message] = await services.receive();
        if (!message) break;
        await writePart(deps, readPart(message.Body ?? ''));
        await services.acknowledge(message);
        done += 1;
      }
      return done;
    },

    /** Every message that waits was tried too often. */
    async bury(): Promise<void> {
      for (const message of await services.receive()) {
        await failPart(deps, readPart(message.Body ?? ''));
        await services.acknowledge(message);
      }
    },
  };
}
