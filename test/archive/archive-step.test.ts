import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileKey, manifestKey } from '../../shared/archive/archive-keys.ts';
import { archiveStep } from '../../shared/archive/archive-step.ts';
import { archivedTrail } from '../../shared/archive/archived-trail.ts';
import { finishArchive } from '../../shared/archive/finish-archive.ts';
import { readManifest } from '../../shared/archive/manifest.ts';
import type { Objects } from '../../shared/objects/objects.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createWorld, org, pagesOf, type World } from '../pipeline/world.ts';

const manyMs = () => 900_000;
const records = Array.from({ length: 270 }, (_, index) => ({ id: `id-${index}`, name: `Name ${index}` }));

let services: Services;
let world: World;

beforeAll(async () => {
  services = await startServices();
  // One record a chunk, so that a few hundred of them fill more than one group.
  world = createWorld(services, { records: 1, characters: 1_000_000, flushAfterMs: 2_000, perCheckpoint: 64 });
});
afterAll(() => services.close());

async function runOf(count: number): Promise<{ org: string; runId: string; stream: string }> {
  await world.reads(pagesOf(records.slice(0, count), 100));
  const { runId } = await world.run({ type: 'full' });
  return { org, runId, stream: 'contacts' };
}

async function allIds(step: { org: string; runId: string; stream: string }): Promise<string[]> {
  const stored = await requireStep(world.deps.steps, step);
  const archived = archivedTrail(services.archive);
  const ids: string[] = [];
  for (const chunk of await archived.chunks(stored)) {
    const { entities } = await archived.block(stored, chunk, ['entities']);
    for (const { externalId, action } of entities) if (externalId !== null && action !== 'DELETE') ids.push(externalId);
  }
  return ids.toSorted();
}

const sorted = (count: number) =>
  records
    .slice(0, count)
    .map(({ id }) => id)
    .toSorted();

it('stops when its time is up, and goes on behind the group it came to', async () => {
  const step = await runOf(270);
  const written: string[] = [];
  const noting = puttingTo(services.archive, (key) => void written.push(key));
  let calls = 0;
  const oneGroup = () => (calls++ === 0 ? 900_000 : 1_000);
  expect(await archiveStep({ ...world.deps, archive: noting }, step, oneGroup)).toEqual({ more: true });
  expect(written).toContain(fileKey(step, 0, 'entities'));
  expect(written).not.toContain(fileKey(step, 1, 'entities'));
  expect((await world.deps.runs.get(org, step.runId))?.archivedAt).toBeNull();
  written.length = 0;
  expect(await archiveStep({ ...world.deps, archive: noting }, step, manyMs)).toEqual({ more: false });
  expect(written).not.toContain(fileKey(step, 0, 'entities'));
  expect(written).toContain(fileKey(step, 1, 'entities'));
  await finishArchive(world.deps, step);
  expect(await allIds(step)).toEqual(sorted(270));
});

it('may die at any write, be done again, and comes to the same', async () => {
  const step = await runOf(20);
  for (let deaths = 0; ; deaths++) {
    let left = deaths;
    const archive = puttingTo(services.archive, () => {
      if (left-- === 0) throw new Error('killed');
    });
    const deps = { ...world.deps, archive };
    const died = await archiveStep(deps, step, manyMs)
      .then(() => finishArchive(deps, step))
      .then(
        () => false,
        () => true,
      );
    if (!died) break;
    expect((await world.deps.runs.get(org, step.runId))?.archivedAt).toBeNull();
  }
  expect(await allIds(step)).toEqual(sorted(20));
});

it('does not say that a run is archived while a file is missing, and mends it', async () => {
  const step = await runOf(15);
  await archiveStep(world.deps, step, manyMs);
  await services.archive.remove(fileKey(step, 0, 'entities'));
  await expect(finishArchive(world.deps, step)).rejects.toThrow(fileKey(step, 0, 'entities'));
  expect((await world.deps.runs.get(org, step.runId))?.archivedAt).toBeNull();
  expect(await services.archive.get(manifestKey(org, step.runId))).toBeUndefined();
  await archiveStep(world.deps, step, manyMs);
  await finishArchive(world.deps, step);
  expect(await allIds(step)).toEqual(sorted(15));
});

it('does not say so either while the archive holds less than the hot copy', async () => {
  const step = await runOf(12);
  const stored = await requireStep(world.deps.steps, step);
  const chunks = await world.deps.hot.chunks(stored);
  await archiveStep({ ...world.deps, hot: { chunks: async () => chunks.slice(1) } }, step, manyMs);
  await expect(finishArchive(world.deps, step)).rejects.toThrow('chunks of contacts');
  await archiveStep(world.deps, step, manyMs);
  await finishArchive(world.deps, step);
  expect(await allIds(step)).toEqual(sorted(12));
});

it('refuses a step that is still going', async () => {
  await world.reads(pagesOf(records.slice(0, 5), 5));
  const step = await world.begin({ type: 'full' });
  await expect(archiveStep(world.deps, step, manyMs)).rejects.toThrow('has not ended');
  await expect(finishArchive(world.deps, step)).rejects.toThrow('has not ended');
  while ((await world.pull(step)).more);
  await world.applyAll();
  await world.close(step);
});

it('leaves a manifest for whoever has nothing but the bucket', async () => {
  const step = await runOf(10);
  await archiveStep(world.deps, step, manyMs);
  await finishArchive(world.deps, step);
  const manifest = await readManifest(services.archive, org, step.runId);
  expect(manifest.run).toMatchObject({ runId: step.runId, progress: 'FINISHED', result: { outcome: 'SUCCESS' } });
  expect(manifest.steps).toMatchObject([
    { stream: 'contacts', finalCounts: { created: 5, unchanged: 5 }, proof: { complete: true } },
  ]);
  for (const { key, bytes } of manifest.steps.flatMap(({ files }) => files)) {
    expect((await services.archive.get(key))?.byteLength).toBe(bytes);
  }
});

/** A bucket that tells of every write before it is made. */
const puttingTo = (archive: Objects, tell: (key: string) => void): Objects => ({
  ...archive,
  put: async (key, bytes, options) => {
    tell(key);
    await archive.put(key, bytes, options);
  },
});
