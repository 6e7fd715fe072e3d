import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRun } from '../../shared/control/open-run.ts';
import { startRun } from '../../shared/control/start-run.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import { sweepRuns } from '../../shared/sweeps/sweep-runs.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createWorld, org, pagesOf, type World } from '../pipeline/world.ts';

const hour = 3_600_000;
const day = 24 * hour;
const records = Array.from({ length: 500 }, (_, index) => ({ id: `id-${index}`, name: `Name ${index}` }));

let services: Services;
let world: World;
let time: number;

beforeAll(async () => {
  services = await startServices();
  time = Date.now();
  const limits = { records: 100, characters: 1_000_000, flushAfterMs: 2_000, perCheckpoint: 64 };
  world = createWorld(services, limits, () => time);
});
afterAll(() => services.close());

it('loses nothing when the archive cannot be written for eight days', async () => {
  await world.reads(pagesOf(records, 50));
  const { runId } = await world.run();
  const before = await world.entities(runId);
  expect(before).toHaveLength(records.length);

  let attempts = 0;
  for (const end = time + 8 * day; time < end; time += hour) {
    const { archiving } = await sweepRuns(world.deps);
    attempts += archiving.length;
    const run = await world.deps.runs.get(org, runId);
    if (run?.archiving)
      world.executions.set(`${runId}-${run.archiving.attempt}`, { kind: 'ENDED', aborted: false, reason: 'FAILED' });
    await services.reap(time);
  }
  // Every hour once the pauses are that long, and never two at once.
  expect(attempts).toBeGreaterThan(7 * 24);
  expect(await world.entities(runId)).toEqual(before);

  await world.archive(runId);
  expect((await sweepRuns(world.deps)).archiving).toEqual([]);
  time += 8 * day;
  expect(await services.reap(time)).toBeGreaterThan(0);
  expect(await world.entities(runId)).toEqual(before);
});

it('does not archive a run twice at once, and none that is archived', async () => {
  await world.reads(pagesOf(records, 50));
  const { runId } = await world.run({ type: 'full' });
  const sweeps = await Promise.all([sweepRuns(world.deps), sweepRuns(world.deps)]);
  expect(sweeps.flatMap(({ archiving }) => archiving)).toEqual([runId]);
  time += 2 * hour;
  expect((await sweepRuns(world.deps)).archiving).toEqual([]);
  await world.archive(runId);
  world.executions.set(`${runId}-1`, { kind: 'ENDED', aborted: false, reason: 'SUCCEEDED' });
  time += 2 * hour;
  expect(await sweepRuns(world.deps)).toEqual({ ended: [], archiving: [], failed: [] });
});

it('renews blocks that lie in the bucket, too', async () => {
  const incompressible = Array.from({ length: 60 }, (_, index) => ({
    id: `${index}-${Array.from({ length: 12_000 }, () => Math.random().toString(36)[2]).join('')}`,
  }));
  await world.reads(pagesOf(incompressible, 60));
  const { runId } = await world.run({ type: 'full' });
  const before = await world.entities(runId);
  const objects = await services.objects('payloads');
  const block = objects.find((key) => key.includes('/blocks/') && key.includes(runId));
  expect(block).toBeDefined();
  time += 6 * day;
  const put: string[] = [];
  const payloads = {
    ...services.payloads,
    put: async (key: string, ...rest: [Uint8Array, { days: number }]) => {
      put.push(key);
      return services.payloads.put(key, ...rest);
    },
  };
  const deps = createWorld({ ...services, payloads }, undefined, () => time).deps;
  await sweepRuns(deps);
  expect(put).toContain(block);
  time += 3 * day;
  await services.reap(time);
  expect(await world.entities(runId)).toEqual(before);
});

it('keeps as long as the org says', async () => {
  const brief = createWorld(services, undefined, () => time);
  const deps = { ...brief.deps, retention: async () => ({ hotDays: 1, archiveDays: 3 }) };
  await brief.reads(pagesOf(records.slice(0, 5), 5));
  const started = await startRun(deps, { org, user: 'tester' }, brief.integrationId, { type: 'full' });
  if (started.kind !== 'started') throw new Error(started.kind);
  const { runId } = started;
  await openRun(brief.deps, { org, runId });
  const step = { org, runId, stream: 'contacts' };
  while ((await brief.pull(step)).more);
  await brief.applyAll();
  await brief.close(step);
  const before = await brief.entities(runId);
  expect(before.length).toBeGreaterThan(0);
  await brief.archive(runId);
  time += day;
  await services.reap(time);
  await expect(brief.deps.hot.block(await requireStep(brief.deps.steps, step), 0, [])).rejects.toThrow('lacks chunk 0');
  expect(await brief.entities(runId)).toEqual(before);
  time += 2 * day;
  expect(await brief.runReader.get(org, runId)).toBeUndefined();
});
