import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { DeletionGuard } from '../../shared/api/deletion.ts';
import { compareStep } from '../../shared/closing/compare-step.ts';
import { cancelRun } from '../../shared/control/cancel-run.ts';
import { openRun } from '../../shared/control/open-run.ts';
import { hash64, hashToHex } from '../../shared/fingerprints/hash.ts';
import { approveDeletions, rejectDeletions, stagedByRun } from '../../shared/guards/decide-staged.ts';
import { defaultGuard, limitsOf, mustBeStaged } from '../../shared/guards/deletion-guard.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createWorld, org, pagesOf, type TestSource, type World } from '../pipeline/world.ts';

const contacts = (from: number, to: number, extra: Record<string, string> = {}) =>
  Array.from({ length: to - from }, (_, index) => ({
    id: `c${from + index}`,
    name: `Contact ${from + index}`,
    ...extra,
  }));

const caller = { org, user: 'ada' };
const stream = 'contacts';
const day = 86_400_000;

let services: Services;
let world: World;
let now: number;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());
beforeEach(() => {
  now = Date.now();
  world = createWorld(services, undefined, () => now++, ulid());
});

/** With the guard as it is where nobody decided otherwise. */
async function reads(source: TestSource): Promise<void> {
  await world.reads(source);
  await setGuard(defaultGuard);
}

/** A stream of 300 records of which the source loses the last 200. */
async function loses200(): Promise<string> {
  await reads(pagesOf(contacts(0, 300), 100));
  await world.run({ type: 'full' });
  await reads(pagesOf(contacts(0, 100), 100));
  return (await world.run({ type: 'full' })).runId;
}

const staged = (runId: string) =>
  world.deps.stagedDeletions.get({ org, runId, stream, integrationId: world.integrationId });
const state = async () => world.deps.streams.get({ org, integrationId: world.integrationId, stream });

async function setGuard(deletionGuard: DeletionGuard | null): Promise<void> {
  const seen = await world.deps.integrations.get(org, world.integrationId);
  if (seen) await world.deps.integrations.replace(seen, { ...seen, deletionGuard });
}

/** Goes through the run that an approval started, as the workflow would. */
async function carryOut(runId: string) {
  const input = { org, runId, stream };
  await openRun(world.deps, input);
  while ((await world.pull(input)).more);
  await world.close(input);
  return world.read(runId);
}

async function approve(runId: string): Promise<string> {
  const result = await approveDeletions(world.deps, caller, { runId, stream });
  if (result.kind !== 'decided') throw new Error(`Not approved: ${JSON.stringify(result)}`);
  return result.deletions.deletionRunId ?? '';
}

it('stages what is more than the percentage and more than the count, and whatever an empty source no longer has', () => {
  const found = (unseen: number, known: number, pulled = known - unseen) =>
    mustBeStaged(defaultGuard, { unseen, known, pulled });
  expect(found(51, 250)).toBe(true);
  expect(found(50, 100)).toBe(false);
  expect(found(200, 1000)).toBe(false);
  expect(found(201, 1000)).toBe(true);
  expect(found(3, 3)).toBe(true);
  expect(found(0, 0)).toBe(false);
  expect(mustBeStaged(null, { unseen: 300, known: 300, pulled: 0 })).toBe(false);
  const strict = { ...defaultGuard, streams: { contacts: { percent: 1, count: 0 }, tags: null } };
  expect(limitsOf(strict, 'contacts')).toEqual({ percent: 1, count: 0 });
  expect(limitsOf(strict, 'tags')).toBeNull();
  expect(limitsOf(strict, 'constructor')).toBe(strict);
});

it('deletes nothing, proves it, says which records wait, and finds them still known in the next run', async () => {
  const runId = await loses200();
  const run = await world.read(runId);
  expect(run).toMatchObject({
    outcome: 'SUCCESS',
    severity: 'WARNING',
    message: expect.stringContaining('200 deletions wait for approval'),
    counts: { pulled: 100, unchanged: 100, deleted: 0, staged: 200, warnings: 200 },
    proof: [{ complete: true, unseen: 200, deleted: 0, staged: 200 }],
  });
  expect((await world.stored()).size).toBe(300);
  const entities = await world.entities(runId, { action: 'DELETE' });
  expect(entities).toHaveLength(200);
  expect(entities[0]).toMatchObject({ status: 'WARNING', code: 'deletion_staged' });
  expect(await staged(runId)).toMatchObject({ state: 'PENDING', count: 200, known: 300, pulled: 100 });
  expect((await state()).knownRecords).toBe(300);

  const again = await world.run({ type: 'full' });
  expect(again.counts).toMatchObject({ staged: 200, deleted: 0 });
  expect(await staged(runId)).toMatchObject({ state: 'SUPERSEDED', reason: expect.stringContaining(again.runId) });
  expect(await staged(again.runId)).toMatchObject({ state: 'PENDING' });
});

it('stages everything when the source is empty, however little that is', async () => {
  await reads(pagesOf(contacts(0, 3), 100));
  await world.run({ type: 'full' });
  await reads(pagesOf([], 100));
  const run = await world.run({ type: 'full' });
  expect(run).toMatchObject({ outcome: 'SUCCESS', severity: 'WARNING', counts: { deleted: 0, staged: 3 } });
  expect(run.message).toContain('3 deletions wait for approval');
  expect((await world.stored()).size).toBe(3);
});

it('stages nothing where the guard is off, or set higher', async () => {
  await reads(pagesOf(contacts(0, 300), 100));
  await world.run({ type: 'full' });
  await reads(pagesOf(contacts(0, 100), 100));
  await setGuard({ ...defaultGuard, streams: { contacts: { percent: 90, count: 0 } } });
  expect((await world.run({ type: 'full' })).counts).toMatchObject({ deleted: 200, staged: 0 });
  await reads(pagesOf([], 100));
  await setGuard(null);
  expect((await world.run({ type: 'full' })).counts).toMatchObject({ deleted: 100, staged: 0 });
});

it('gives way to a run in which the source has the records again', async () => {
  const runId = await loses200();
  await reads(pagesOf(contacts(0, 290), 100));
  expect((await world.run({ type: 'full' })).counts).toMatchObject({ unchanged: 290, deleted: 10, staged: 0 });
  expect(await staged(runId)).toMatchObject({ state: 'SUPERSEDED' });
  expect(await approveDeletions(world.deps, caller, { runId, stream })).toMatchObject({ kind: 'not-pending' });
});

it('carries out what was approved, in a run of its own, once', async () => {
  const runId = await loses200();
  const deletionRun = await approve(runId);
  expect(await approve(runId)).toBe(deletionRun);
  const run = await carryOut(deletionRun);
  expect(run).toMatchObject({
    type: 'background',
    trigger: 'MANUAL',
    startedBy: 'ada',
    retryOf: runId,
    outcome: 'SUCCESS',
    counts: { pulled: 0, deleted: 200, skipped: 0 },
    proof: [{ complete: true, unseen: 200, deleted: 200 }],
  });
  expect([...(await world.stored()).keys()]).toHaveLength(100);
  expect((await state()).knownRecords).toBe(100);
  expect(await approve(runId)).toBe(deletionRun);
  expect(await rejectDeletions(world.deps, caller, { runId, stream })).toMatchObject({ kind: 'not-pending' });
  expect((await world.run({ type: 'full' })).counts).toMatchObject({ unchanged: 100, deleted: 0, staged: 0 });
});

it('two who approve at once start one run', async () => {
  const runId = await loses200();
  const [one, other] = await Promise.all([approve(runId), approve(runId)]);
  expect(other).toBe(one);
});

it('spares what came again since: changed, or unchanged with an update run', async () => {
  const updates = (records: readonly { readonly [key: string]: string }[]): TestSource => {
    const pages = pagesOf(records, 100);
    return { modes: ['full', 'update'], read: pages.read };
  };
  await reads(updates(contacts(0, 300)));
  await world.run({ type: 'full' });
  await reads(updates(contacts(0, 100)));
  const { runId } = await world.run({ type: 'full' });
  await reads(updates([...contacts(150, 160), ...contacts(160, 165, { city: 'Bern' })]));
  expect((await world.run({ type: 'update' })).counts).toMatchObject({ unchanged: 10, updated: 5 });
  expect(await staged(runId)).toMatchObject({ state: 'PENDING' });

  const run = await carryOut(await approve(runId));
  expect(run).toMatchObject({
    outcome: 'SUCCESS',
    counts: { pulled: 0, deleted: 185, skipped: 15 },
    proof: [{ complete: true, unseen: 200 }],
  });
  const spared = await world.entities(run.runId, { action: 'SKIP' });
  expect(spared).toHaveLength(15);
  expect(new Set(spared.map(({ code }) => code))).toEqual(new Set(['seen_again']));
  expect((await world.stored()).size).toBe(115);
  expect((await state()).knownRecords).toBe(115);
});

it('spares what a run wrote that died before it could keep which records it saw', async () => {
  const runId = await loses200();
  const { records } = world.deps;
  const of = { org, integrationId: world.integrationId, stream };
  const keyHash = hashToHex(hash64('c150'));
  const record = (await records.read(of, [keyHash])).get(keyHash);
  if (!record) throw new Error('The record is gone.');
  await records.write(of, [{ keyHash, record: { ...record, runId: ulid(now), action: 'UPDATE' } }]);
  const run = await carryOut(await approve(runId));
  expect(run.counts).toMatchObject({ deleted: 199, skipped: 1 });
  expect((await world.stored()).has('c150')).toBe(true);
});

it('goes on with an approval that died before its run was going', async () => {
  const runId = await loses200();
  const { workflow } = world.deps;
  const dying = { ...world.deps, workflow: { ...workflow, start: () => Promise.reject(new Error('killed')) } };
  await expect(approveDeletions(dying, caller, { runId, stream })).rejects.toThrow('killed');
  const found = await staged(runId);
  expect(found).toMatchObject({ state: 'APPROVED', decidedBy: 'ada' });
  expect(await rejectDeletions(world.deps, caller, { runId, stream })).toMatchObject({ kind: 'not-pending' });
  expect(world.executions.has(found?.deletionRunId ?? '')).toBe(false);
  expect(await approve(runId)).toBe(found?.deletionRunId);
  expect(world.executions.has(found?.deletionRunId ?? '')).toBe(true);
  expect(await carryOut(found?.deletionRunId ?? '')).toMatchObject({ outcome: 'SUCCESS', counts: { deleted: 200 } });
});

it('deletes nothing where the run of an approval is cancelled, and finds the records again', async () => {
  const runId = await loses200();
  const step = { org, runId: await approve(runId), stream };
  await openRun(world.deps, step);
  expect(await cancelRun(world.deps, caller, step.runId)).toMatchObject({ kind: 'cancelling' });
  while ((await world.pull(step)).more);
  await world.close(step);
  expect(await world.read(step.runId)).toMatchObject({ progress: 'ABORTED', counts: { deleted: 0 } });
  expect((await world.stored()).size).toBe(300);
  expect((await state()).knownRecords).toBe(300);
  expect((await world.run({ type: 'full' })).counts).toMatchObject({ unchanged: 100, staged: 200 });
});

it('deletes nothing that was rejected, or not answered in time', async () => {
  const runId = await loses200();
  const rejected = await rejectDeletions(world.deps, caller, { runId, stream, reason: 'The filter was wrong.' });
  const expected = { state: 'REJECTED', decidedBy: 'ada', reason: 'The filter was wrong.', deletionRunId: null };
  expect(rejected).toMatchObject({ kind: 'decided', deletions: expected });
  expect(await rejectDeletions(world.deps, caller, { runId, stream })).toMatchObject({ deletions: expected });
  expect(await approveDeletions(world.deps, caller, { runId, stream })).toMatchObject({ kind: 'not-pending' });

  const next = await world.run({ type: 'full' });
  now += 7 * day;
  expect(await staged(next.runId)).toMatchObject({ state: 'EXPIRED', decidedBy: 'system' });
  const late = await approveDeletions(world.deps, caller, { runId: next.runId, stream });
  expect(late).toMatchObject({ kind: 'not-pending', deletions: { state: 'EXPIRED' } });
  expect((await world.stored()).size).toBe(300);
});

it('waits while a run of the stream is going, and is still to be decided then', async () => {
  const runId = await loses200();
  const going = await world.begin({ type: 'full' });
  expect(await approveDeletions(world.deps, caller, { runId, stream })).toMatchObject({
    kind: 'busy',
    runId: going.runId,
  });
  expect(await staged(runId)).toMatchObject({ state: 'PENDING', decidedBy: null, deletionRunId: null });
});

it('decides once for a run, although the guard is changed between two attempts of the comparison', async () => {
  await reads(pagesOf(contacts(0, 300), 100));
  await world.run({ type: 'full' });
  await reads(pagesOf(contacts(0, 100), 100));
  const step = await world.begin({ type: 'full' });
  while ((await world.pull(step)).more);
  await world.applyAll();
  expect(await compareStep(world.deps, await requireStep(world.deps.steps, step))).toBe(200);
  await setGuard(null);
  // Whoever died had not put anything on the queue.
  for (const message of await services.receive()) await services.acknowledge(message);
  await world.close(step);
  expect((await world.read(step.runId)).counts).toMatchObject({ deleted: 0, staged: 200 });
  expect((await world.stored()).size).toBe(300);
});

it('leaves what a dry run would stage to a real one', async () => {
  await reads(pagesOf(contacts(0, 300), 100));
  await world.run({ type: 'full' });
  await reads(pagesOf(contacts(0, 100), 100));
  const dry = await world.run({ type: 'full', dryRun: true });
  expect(dry.counts).toMatchObject({ deleted: 0, staged: 200 });
  expect(await stagedByRun(world.deps, org, dry.runId)).toEqual([]);
});

it('lists by integration, newest first, and by state', async () => {
  const first = await loses200();
  const second = (await world.run({ type: 'full' })).runId;
  const store = world.deps.stagedDeletions;
  const ofWorld = { integrationId: world.integrationId };
  const all = await store.list(org, ofWorld, { limit: 1, cursor: null });
  expect(all.items.map(({ runId }) => runId)).toEqual([second]);
  const rest = await store.list(org, ofWorld, { limit: 5, cursor: all.next });
  expect(rest).toMatchObject({ items: [{ runId: first, state: 'SUPERSEDED' }], next: null });
  const pending = await store.list(org, { ...ofWorld, state: 'PENDING' }, { limit: 5, cursor: null });
  expect(pending.items.map(({ runId }) => runId)).toEqual([second]);
  expect((await store.list('other', {}, { limit: 5, cursor: null })).items).toEqual([]);
});
