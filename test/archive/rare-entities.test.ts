import { afterAll, beforeAll, expect, it } from 'vitest';
import { directoryKey } from '../../shared/archive/archive-keys.ts';
import { archivedTrail } from '../../shared/archive/archived-trail.ts';
import { decodeDirectory, encodeDirectory } from '../../shared/archive/chunk-directory.ts';
import { joined, splitBlocks } from '../../shared/archive/split-blocks.ts';
import type { Objects } from '../../shared/objects/objects.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import type { StoredStep } from '../../shared/steps/step-store.ts';
import { outcomeOf } from '../../shared/trail/count-block.ts';
import { inTrailOrder } from '../../shared/trail/entity-order.ts';
import { hotTrail } from '../../shared/trail/hot-trail.ts';
import type { ReadableTrail, WantedEntities } from '../../shared/trail/readable-trail.ts';
import type { EntityEntry } from '../../shared/trail/trail-block.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createWorld, org, pagesOf, type World } from '../pipeline/world.ts';

let services: Services;
let world: World;

beforeAll(async () => {
  services = await startServices();
  world = createWorld(services, { records: 100, characters: 1_000_000, flushAfterMs: 2_000, perCheckpoint: 64 });
});
afterAll(() => services.close());

/** In the text of a block it is written otherwise. */
const oddId = 'odd "id"\\\n🙂';

/** Two thousand records; some are other than before, some have no id, one comes twice on its page. */
const read = (generation: number) =>
  pagesOf(
    Array.from({ length: 2_000 }, (_, at) => {
      const changes = generation > 0 && (at % 400 === 7 || (at >= 900 && at < 960));
      const id = at % 500 === 3 ? null : at === 777 ? 'id-776' : at === 888 ? oddId : `id-${at}`;
      return { id, name: `Name ${at}`, revision: changes ? generation : 0 };
    }),
    50,
  );

async function archivedRun(generation: number): Promise<StoredStep> {
  await world.reads(read(generation));
  const { runId } = await world.run({ type: 'full' });
  await world.archive(runId);
  return requireStep(world.deps.steps, { org, runId, stream: 'contacts' });
}

const listed = ({ content, changes, ...entity }: EntityEntry): EntityEntry => entity;

async function entitiesThat(
  trail: ReadableTrail,
  step: StoredStep,
  wanted: WantedEntities,
  fits: (one: EntityEntry) => boolean,
) {
  const found: [number, string, EntityEntry[]][] = [];
  for (const chunk of await trail.chunks(step)) {
    const { at, entities } = await trail.block(step, chunk, ['entities'], wanted);
    const fitting = entities.filter(fits).map(listed);
    if (fitting.length > 0) found.push([chunk, at, fitting]);
  }
  return found;
}

it('gives the same of what is wanted as of everything, from both copies', async () => {
  await archivedRun(0);
  const step = await archivedRun(1);
  const trails = { hot: hotTrail(world.deps.tallies, world.deps.trail), archive: archivedTrail(services.archive) };
  for (const [name, trail] of Object.entries(trails)) {
    for (const outcome of ['NO', 'UO', 'SW', 'CO', 'DE']) {
      const fits = (one: EntityEntry) => outcomeOf(one) === outcome;
      const all = await entitiesThat(world.deps.hot, step, {}, fits);
      expect(all.length > 0, outcome).toBe(['NO', 'UO', 'SW'].includes(outcome));
      expect(
        await entitiesThat(trail, step, { outcomes: (one) => one === outcome }, fits),
        `${name} ${outcome}`,
      ).toEqual(all);
    }
    for (const id of ['id-7', 'id-776', 'id-930', oddId, 'nobody', '"id-7"']) {
      const fits = ({ externalId }: EntityEntry) => externalId === id;
      const all = await entitiesThat(world.deps.hot, step, {}, fits);
      expect(all.length > 0, id).toBe(!id.includes('"id-7"') && id !== 'nobody');
      expect(await entitiesThat(trail, step, { externalIds: [id] }, fits), `${name} ${id}`).toEqual(all);
    }
  }
});

it('finds the few that are otherwise in a run of many without reading the others', async () => {
  const step = await archivedRun(2);
  const read = { blocks: 0, bytes: 0 };
  const trail = new Proxy(world.deps.trail, {
    get: (target, name) => {
      if (name === 'block') read.blocks += 1;
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const { groups } = decodeDirectory((await services.archive.get(directoryKey(step))) ?? new Uint8Array());
  const rowsEnd = groups[0]?.files.find(({ of }) => of === 'entities')?.tailAt ?? 0;
  const objects: Objects = {
    ...services.archive,
    getRange: (key, start, end) => {
      if (start < rowsEnd) read.bytes += end - start;
      return services.archive.getRange(key, start, end);
    },
  };
  const skipped = { outcomes: (one: string) => one === 'SW' };
  const hot = hotTrail(world.deps.tallies, trail);
  for (const chunk of await hot.chunks(step)) await hot.block(step, chunk, ['entities'], skipped);
  expect(read.blocks).toBe(0);

  const archived = archivedTrail(objects);
  const chunks = await archived.chunks(step);
  for (const chunk of chunks) await archived.block(step, chunk, ['entities'], skipped);
  const ofRare = read.bytes;
  for (const chunk of chunks) await archived.block(step, chunk, ['entities']);
  expect(ofRare).toBeGreaterThan(0);
  expect(read.bytes).toBe(rowsEnd - 'PAR1'.length);
  expect(ofRare).toBeLessThan(read.bytes / 4);
});

it('reads directories from before there was anything rare in them', async () => {
  await world.reads(
    pagesOf(
      Array.from({ length: 300 }, (_, at) => ({ id: `new-${at}`, name: 'New' })),
      100,
    ),
  );
  const { runId } = await world.run();
  await world.archive(runId);
  const step = await requireStep(world.deps.steps, { org, runId, stream: 'contacts' });
  const key = directoryKey(step);
  const { groups } = decodeDirectory((await services.archive.get(key)) ?? new Uint8Array());
  expect(groups.flatMap(({ rare }) => rare?.flat())).toEqual([]);
  const old = groups.map(({ rare, ...group }) => group);
  await services.archive.put(key, encodeDirectory({ version: 1, groups: old }));
  const everything = () => true;
  const expected = await entitiesThat(world.deps.hot, step, {}, everything);
  expect(await entitiesThat(archivedTrail(services.archive), step, {}, everything)).toEqual(expected);
});

const entry = (externalId: string | null, outcome: 'NONE' | 'SKIP' | 'UPDATE', page = 1): EntityEntry => ({
  externalId,
  name: null,
  page,
  action: outcome,
  status: outcome === 'SKIP' ? 'WARNING' : 'OK',
});
const many = (count: number) => Array.from({ length: count }, (_, at) => entry(`many-${at}`, 'NONE'));

it('takes out what is one in sixteen at the most, and puts it back where it was', () => {
  const entities = inTrailOrder([
    ...many(98),
    entry('many-4', 'SKIP'),
    entry(null, 'SKIP', 2),
    ...['a', 'b', 'c', 'd', 'e'].map((id) => entry(id, 'UPDATE')),
  ]);
  const { outcomes, parts } = splitBlocks([{ entities }]);
  // Five updates more would be seven of a hundred and five.
  expect(outcomes).toEqual(['SW']);
  expect(parts[0]?.rare).toEqual([expect.objectContaining({ externalId: 'many-4' }), expect.anything()]);
  expect(joined(parts[0]?.common ?? [], parts[0]?.rare ?? [])).toEqual(entities);
});

it('takes nothing out where two of one record would change places', () => {
  const skippedFirst = inTrailOrder([entry('twice', 'SKIP'), entry('twice', 'NONE'), ...many(98)]);
  expect(splitBlocks([{ entities: skippedFirst }]).outcomes).toEqual([]);
  const skippedLast = inTrailOrder([entry('twice', 'NONE'), entry('twice', 'SKIP'), ...many(98)]);
  expect(splitBlocks([{ entities: skippedLast }]).outcomes).toEqual(['SW']);
});
