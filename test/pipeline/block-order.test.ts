import { afterAll, beforeAll, expect, it } from 'vitest';
import { failChunk } from '../../shared/chunks/fail-chunk.ts';
import { type Services, startServices } from './services.ts';
import { createWorld, org, pagesOf, type World } from './world.ts';

let services: Services;
let world: World;

beforeAll(async () => {
  services = await startServices();
  world = createWorld(services);
});
afterAll(() => services.close());

/** Two pages of five, in no order of their ids; the first holds a record twice and two without an id. */
const contacts = [
  { id: 'b', name: '1' },
  { name: '2' },
  { id: 'a9', name: '3' },
  { name: '4' },
  { id: 'b', name: '5' },
  { id: 'é', name: '6' },
  { id: 'a10', name: '7' },
  { id: 'Z', name: '8' },
  { id: '', name: '9' },
  { id: 'a1', name: '10' },
];

/** Page, id and name of each entity of a run's only chunk, as they are kept. */
async function kept(runId: string, chunk = 0) {
  const block = await world.deps.trail.block({ org, runId, stream: 'contacts', chunk });
  return block?.entities.map(({ page, externalId, name, action }) => [page, externalId, name, action]);
}

it('is by page and id, whatever order the records came in; the double stays behind the record that counts', async () => {
  await world.reads(pagesOf(contacts, 5));
  const { runId } = await world.run({ type: 'full' });
  expect(await kept(runId)).toEqual([
    [1, 'a9', '3', 'CREATE'],
    [1, 'b', '1', 'CREATE'],
    [1, 'b', '5', 'SKIP'],
    [1, null, '2', 'SKIP'],
    [1, null, '4', 'SKIP'],
    [2, '', '9', 'CREATE'],
    [2, 'Z', '8', 'CREATE'],
    [2, 'a1', '10', 'CREATE'],
    [2, 'a10', '7', 'CREATE'],
    [2, 'é', '6', 'CREATE'],
  ]);
});

it('is by id where records are deleted, although their keys are hashes', async () => {
  await world.reads(pagesOf([], 5));
  const { runId } = await world.run({ type: 'full' });
  const ids = ['', 'Z', 'a1', 'a10', 'a9', 'b', 'é'];
  const step = await world.deps.steps.get({ org, runId, stream: 'contacts' });
  const deletions = await kept(runId, step?.comparison?.deletionsFrom);
  expect(deletions?.map(([page, externalId, , action]) => [page, externalId, action])).toEqual(
    ids.map((id) => [null, id, 'DELETE']),
  );
});

it('is the same in a chunk that could not be applied', async () => {
  await world.reads(pagesOf(contacts, 5));
  const step = await world.begin({ type: 'full' });
  await world.pull(step);
  for (const message of await services.receive()) {
    await failChunk(world.deps, message.Body ?? '', 'a test.');
    await services.acknowledge(message);
  }
  const failed = await kept(step.runId);
  expect(failed?.map(([, , name]) => name)).toEqual(['3', '1', '5', '2', '4', '9', '8', '10', '7', '6']);
});
