import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { failChunk } from '../../shared/chunks/fail-chunk.ts';
import { listClusters } from '../../shared/clusters/list-clusters.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { org } from '../pipeline/world.ts';
import { byId, type ControlWorld, contacts, createControlWorld, source, stream } from './control-world.ts';

let services: Services;
let world: ControlWorld;

const before = contacts(0, 40, { version: 1 });
const after = [...contacts(10, 60, { version: 2 }), { name: 'no id' }, ...contacts(10, 11, { version: 3 })];

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());
beforeEach(async () => {
  world = createControlWorld(services);
  await world.reads(source(before, 'monday'));
  await world.run({ type: 'full' });
  await world.reads(source(after, 'tuesday'));
});

/** Everything that a run leaves behind for those after it. */
const left = async () => ({
  stored: await world.stored(),
  state: await world.state(),
  activity: await world.deps.integrations.activity(org, world.integrationId),
  fingerprints: (await services.objects('payloads')).filter((key) => key.includes('/fingerprints/')),
  published: world.published.length,
  index: await world.deps.searchIndexes.get({ org, integrationId: world.integrationId, stream }),
});

const decisions = async (runId: string) =>
  (await world.entities(runId)).map(({ externalId, action, status, code, changes, page }) => ({
    externalId,
    action,
    status,
    code,
    changes,
    page,
  }));

it('decides and logs what the run would do, and leaves nothing behind', async () => {
  const was = await left();
  const dry = await world.run({ type: 'full', dryRun: true });
  expect(dry).toMatchObject({
    dryRun: true,
    outcome: 'SUCCESS',
    message: expect.stringContaining('Dry run, nothing was written.'),
    counts: { pulled: 52, created: 20, updated: 30, deleted: 10, skipped: 2 },
    proof: [{ complete: true, unseen: 10, deleted: 10 }],
  });
  expect(await left()).toEqual(was);
  expect(await world.stored()).toEqual(byId(before));

  const real = await world.run({ type: 'full' });
  expect(real.counts).toEqual(dry.counts);
  expect(await decisions(real.runId)).toEqual(await decisions(dry.runId));
  expect(await world.stored()).toEqual(byId(contacts(10, 60, { version: 2 })));
});

it('says the same when it is done again, and when its workers die', async () => {
  const first = await world.run({ type: 'full', dryRun: true });
  const step = await world.begin({ type: 'full', dryRun: true });
  while ((await world.pull(step)).more);
  await world.applyAll(3);
  await world.close(step);
  expect((await world.read(step.runId)).counts).toEqual(first.counts);
});

it('goes beside a run, and beside another dry run, and holds up neither', async () => {
  const real = await world.begin({ type: 'full' });
  const dry = await world.begin({ type: 'full', dryRun: true });
  const other = await world.begin({ type: 'full', dryRun: true });
  expect(await world.start({ type: 'full' })).toMatchObject({ kind: 'busy', runId: real.runId });
  expect(await world.finish(dry)).toMatchObject({ outcome: 'SUCCESS' });
  // The end of a dry run lets go of no lock that is not its own.
  expect(await world.start({ type: 'full' })).toMatchObject({ kind: 'busy', runId: real.runId });
  expect(await world.finish(real)).toMatchObject({ outcome: 'SUCCESS', counts: { created: 20, deleted: 10 } });
  expect(await world.finish(other)).toMatchObject({ outcome: 'SUCCESS' });
  expect(await world.stored()).toEqual(byId(contacts(10, 60, { version: 2 })));
});

it('stands apart in the history, is not the latest run, and its failures are in no cluster', async () => {
  const real = await world.run({ type: 'full' });
  const step = await world.begin({ type: 'full', dryRun: true });
  while ((await world.pull(step)).more);
  for (const message of await services.receive()) {
    await failChunk(world.deps, message.Body ?? '', 'the table was gone.');
    await services.acknowledge(message);
  }
  await world.close(step);
  const dry = await world.read(step.runId);
  expect(dry).toMatchObject({ outcome: 'FAILED', counts: { failed: 52, created: 0 } });
  const ids = async (filters: object) => {
    const page = await world.runReader.list(
      org,
      { integrationId: world.integrationId, ...filters },
      { limit: 1, cursor: null },
    );
    return page === 'bad-cursor' ? page : page.items.map(({ runId }) => runId);
  };
  expect(await ids({ dryRun: true })).toEqual([dry.runId]);
  expect(await ids({ dryRun: false })).toEqual([real.runId]);
  expect((await world.runReader.latest(org, world.integrationId))?.runId).toBe(real.runId);
  expect(world.published.some((event) => JSON.stringify(event).includes(dry.runId))).toBe(false);

  await world.archive(dry.runId);
  expect((await world.entities(dry.runId)).length).toBe(52);
  const of = { integrationId: world.integrationId };
  const clusters = await listClusters(world.deps.clusters, org, of, { limit: 10, cursor: null });
  expect(clusters).toMatchObject({ items: [] });
  // What failed in it, fails again, or not, as a dry run.
  expect(await world.carryOut(await world.retrigger(dry.runId, 'failed'))).toMatchObject({ dryRun: true });
});

it('can be cancelled, and writes nothing either', async () => {
  const was = await left();
  const step = await world.begin({ type: 'full', dryRun: true });
  while ((await world.pull(step)).more);
  await world.cancel(step.runId);
  expect(await world.finish(step)).toMatchObject({ progress: 'ABORTED', dryRun: true, counts: { signals: 0 } });
  expect(await left()).toEqual(was);
});
