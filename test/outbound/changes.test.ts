import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { httpTarget } from '../../connectors/http-target/http-target.ts';
import { closeRun } from '../../shared/closing/close-run.ts';
import { openRun } from '../../shared/control/open-run.ts';
import { readWork } from '../../shared/hooks/hooked-work.ts';
import { NoteStore } from '../../shared/hooks/note-store.ts';
import { workOffNotes } from '../../shared/hooks/work-off-notes.ts';
import { noteChanges } from '../../shared/outbound/note-changes.ts';
import { presentRun } from '../../shared/readers/present-run.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createWorld, org, pagesOf } from '../pipeline/world.ts';
import { contactsAt } from './outbound-world.ts';

let services: Services;
beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());

/** An inbound integration that a test syncs, and an outbound one that sends its contacts, with what tells it of changes. */
async function changesWorld() {
  let now = Date.parse('2026-03-01T12:00:00Z');
  const clock = () => now;
  const world = createWorld(services, undefined, clock, ulid());
  const waiting: string[] = [];
  const deps = {
    ...world.deps,
    lookup: world.lookup,
    notes: new NoteStore(services.trail, clock),
    hookedWork: { send: async (body: string) => void waiting.push(body) },
  };
  const outbound = ulid();
  await world.reads(pagesOf([], 1));
  const inbound = await deps.integrations.get(org, world.integrationId);
  if (!inbound) throw new Error('There is no inbound integration.');
  const settings = { ...contactsAt('http://127.0.0.1:1'), from: { integrationId: world.integrationId } };
  await deps.integrations.create({
    ...inbound,
    integrationId: outbound,
    name: `out ${outbound}`,
    connector: 'http-target',
    direction: 'outbound',
    target: 'http-target',
    readsFrom: world.integrationId,
    streams: httpTarget.streams(httpTarget.settings.parse(settings)),
  });
  const self = {
    outbound,
    waiting,
    deps,
    world,
    pass: (seconds: number): void => {
      now += seconds * 1000;
    },
    /** A whole inbound run, and what is told of its end. */
    async syncs(ids: readonly string[], version = 1, told = true) {
      await world.reads(
        pagesOf(
          ids.map((id) => ({ id, version })),
          500,
        ),
      );
      const step = await world.begin({ type: 'full' });
      while ((await world.pull(step)).more);
      await world.applyAll();
      await world.close(step);
      if (told) await self.tells(step.runId);
      return step.runId;
    },
    async tells(runId: string): Promise<void> {
      const run = await deps.runs.get(org, runId);
      if (run) await noteChanges(deps, org, presentRun(run, []));
    },
    /** What the message that waits leads to. */
    async comesDue() {
      self.pass(11);
      const results = [];
      for (const body of waiting.splice(0)) results.push(await workOffNotes(deps, readWork(body)));
      return results;
    },
    /** What the run was started for. */
    async selection(runId: string) {
      const run = await deps.runs.get(org, runId);
      const selection = await deps.runs.selection({ org, runId, stream: 'people' });
      return { ...run, selection };
    },
    async end(runId: string): Promise<void> {
      await openRun(deps, { org, runId });
      await closeRun(deps, { org, runId });
    },
  };
  return self;
}

const named = (count: number) => Array.from({ length: count }, (_, id) => `c${id}`);

it('starts a run for just the records that an inbound run has changed', async () => {
  const changes = await changesWorld();
  await changes.syncs(['a', 'b', 'c']);
  const [first] = await changes.comesDue();
  if (first?.kind !== 'started') throw new Error(first?.kind);
  expect(await changes.selection(first.runId)).toMatchObject({
    integrationId: changes.outbound,
    direction: 'outbound',
    trigger: 'TARGET_CHANGE',
    startedBy: 'system',
    type: 'background',
    modes: { people: 'ids' },
    selection: { ids: ['a', 'b', 'c'] },
  });
  await changes.end(first.runId);

  await changes.syncs(['a', 'c', 'd']);
  const [second] = await changes.comesDue();
  if (second?.kind !== 'started') throw new Error(second?.kind);
  // The one that is gone belongs to it.
  expect((await changes.selection(second.runId)).selection).toMatchObject({ ids: ['b', 'd'] });
});

it('starts none where nothing has changed, and none for what a dry run would change', async () => {
  const changes = await changesWorld();
  await changes.syncs(['a']);
  await changes.comesDue();
  await changes.syncs(['a']);
  expect(changes.waiting).toEqual([]);
  const dry = await changes.world.start({ type: 'full', dryRun: true });
  if (dry.kind !== 'started') throw new Error(dry.kind);
  await changes.tells(dry.runId);
  expect(changes.waiting).toEqual([]);
});

it('loses nothing that changes while a run of the stream is going', async () => {
  const changes = await changesWorld();
  await changes.syncs(['a']);
  const [going] = await changes.comesDue();
  if (going?.kind !== 'started') throw new Error(going?.kind);
  await changes.syncs(['a', 'b']);
  await changes.syncs(['a', 'b', 'c']);
  expect(await changes.comesDue()).toEqual([expect.objectContaining({ kind: 'put-off' })]);
  await changes.end(going.runId);
  changes.pass(60);
  const [next] = await changes.comesDue();
  if (next?.kind !== 'started') throw new Error(next?.kind);
  expect((await changes.selection(next.runId)).selection).toMatchObject({ ids: ['b', 'c'] });
});

it('counts an event that comes twice once', async () => {
  const changes = await changesWorld();
  const runId = await changes.syncs(['a', 'b'], 1, false);
  await Promise.all([changes.tells(runId), changes.tells(runId)]);
  const results = await changes.comesDue();
  expect(results.filter(({ kind }) => kind === 'started')).toHaveLength(1);
});

it('compares everything where more has changed than is named one by one', async () => {
  const changes = await changesWorld();
  await changes.syncs(named(1_001));
  const [result] = await changes.comesDue();
  if (result?.kind !== 'started') throw new Error(result?.kind);
  expect(await changes.selection(result.runId)).toMatchObject({ type: 'full', trigger: 'TARGET_CHANGE' });
});

it('tells only those that still read from it', async () => {
  const changes = await changesWorld();
  const { integrations } = changes.deps;
  const reader = await integrations.get(org, changes.outbound);
  if (reader) await integrations.replace(reader, { ...reader, readsFrom: 'another' });
  await changes.syncs(['a']);
  expect(changes.waiting).toEqual([]);
  expect((await integrations.readersOf(org, 'another')).map(({ integrationId }) => integrationId)).toEqual([
    changes.outbound,
  ]);
  const moved = await integrations.get(org, changes.outbound);
  if (moved) await integrations.remove(moved);
  expect(await integrations.readersOf(org, 'another')).toEqual([]);
});
