import { afterAll, beforeAll, expect, it } from 'vitest';
import { archivedTrail } from '../../shared/archive/archived-trail.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import type { BlockPart } from '../../shared/trail/readable-trail.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createWorld, org, pagesOf, type World } from '../pipeline/world.ts';
import { oddSource } from './odd-source.ts';

let services: Services;
let world: World;

beforeAll(async () => {
  services = await startServices();
  // Small chunks, so that pages are cut in the middle.
  world = createWorld(services, { records: 70, characters: 1_000_000, flushAfterMs: 2_000, perCheckpoint: 64 });
});
afterAll(() => services.close());

const everyPart: readonly BlockPart[] = ['entities', 'pages', 'calls'];

it('gives back every block as it was, whatever is in it', async () => {
  await world.reads(oddSource(0));
  await world.run();
  await world.reads(oddSource(1));
  const run = await world.run({ type: 'full' });
  expect(run.counts).toMatchObject({ created: 30, updated: 94, skipped: 14 });
  expect(run.counts.deleted).toBeGreaterThan(0);
  await world.archive(run.runId);

  const step = await requireStep(world.deps.steps, { org, runId: run.runId, stream: 'contacts' });
  const archived = archivedTrail(services.archive);
  const chunks = await world.deps.hot.chunks(step);
  expect(await archived.chunks(step)).toEqual(chunks);
  expect(chunks.length).toBeGreaterThan(5);
  for (const chunk of chunks) {
    const hot = await world.deps.hot.block(step, chunk, everyPart);
    // The hash of what is stored is for comparing runs; no list shows it.
    const entities = hot.entities.map(({ content, ...entry }) => entry);
    expect(await archived.block(step, chunk, everyPart)).toEqual({ ...hot, entities });
  }
});

it('says the same of which chunks may hold what', async () => {
  await world.reads(oddSource(2));
  const run = await world.run({ type: 'full' });
  await world.archive(run.runId);
  const step = await requireStep(world.deps.steps, { org, runId: run.runId, stream: 'contacts' });
  const archived = archivedTrail(services.archive);
  const chunks = await archived.chunks(step);
  const hotFacts = await world.deps.hot.facts(step, chunks);
  const facts = await archived.facts(step, chunks);
  const told = ({ chunk, at, entities, calls, firstPage, lastPage, outcomes }: (typeof facts)[number]) => ({
    chunk,
    at,
    entities,
    calls,
    firstPage,
    lastPage,
    outcomes,
  });
  expect(facts.map(told)).toEqual(hotFacts.map(told));
  for (const { at } of facts) expect(at).toMatch(/^\d{4}-.*Z$/);
  for (const id of ['id-7', 'Ω/ü#?', 'nobody']) {
    const holding = await archived.thatMayHold(step, chunks, [id]);
    const byLooking = [];
    for (const chunk of chunks) {
      const { entities } = await world.deps.hot.block(step, chunk, ['entities']);
      if (entities.some(({ externalId }) => externalId === id)) byLooking.push(chunk);
    }
    expect(holding).toEqual(expect.arrayContaining(byLooking));
  }
  expect(await archived.thatMayHold(step, chunks, ['nobody'])).toEqual([]);
});

it('archives a run in which nothing was there', async () => {
  await world.reads(pagesOf([], 10));
  const run = await world.run({ type: 'full' });
  await world.archive(run.runId);
  const step = await requireStep(world.deps.steps, { org, runId: run.runId, stream: 'contacts' });
  expect(await archivedTrail(services.archive).chunks(step)).toEqual(await world.deps.hot.chunks(step));
  expect((await world.deps.runs.get(org, run.runId))?.archivedAt).not.toBeNull();
});
