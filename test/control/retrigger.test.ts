import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failChunk } from '../../shared/chunks/fail-chunk.ts';
import { keptPayloadKey } from '../../shared/chunks/kept-payload.ts';
import { SourceError } from '../../shared/connector/connector.ts';
import type { Json } from '../../shared/connector/json.ts';
import { requireStep } from '../../shared/steps/require-step.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { applyOne, org, type TestSource } from '../pipeline/world.ts';
import { byId, type ControlWorld, contacts, createControlWorld, source, stream } from './control-world.ts';

let services: Services;
let world: ControlWorld;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());
beforeEach(() => {
  world = createControlWorld(services);
});

/** A full run in which the chunks with these numbers fail for good. */
async function runWithFailed(source: TestSource, chunks: readonly number[]) {
  await world.reads(source);
  const step = await world.begin({ type: 'full' });
  while ((await world.pull(step)).more);
  for (let messages = await services.receive(); messages.length > 0; messages = await services.receive()) {
    for (const message of messages) {
      const body = message.Body ?? '';
      const { chunk } = JSON.parse(body.split('\n')[0] ?? '') as { chunk: number };
      if (chunks.includes(chunk)) await failChunk(world.deps, body, 'the table was gone.');
      else await applyOne(world.deps, body, 1);
      await services.acknowledge(message);
    }
  }
  await world.close(step);
  return world.read(step.runId);
}

const two = (records: ReturnType<typeof contacts>, more: Partial<TestSource> = {}) => ({
  ...source(records, 'tuesday'),
  ...more,
});

describe('everything', () => {
  it('is done again as it was, once the run has ended', async () => {
    await world.reads(source(contacts(0, 20), 'monday'));
    const step = await world.begin({ type: 'full' });
    expect(await world.retrigger(step.runId, 'all')).toEqual({ kind: 'not-ended' });
    const first = await world.finish(step);
    await world.reads(source(contacts(5, 20), 'monday'));
    const again = await world.carryOut(await world.retrigger(first.runId, 'all'));
    expect(again).toMatchObject({
      trigger: 'RETRY',
      type: 'full',
      retryOf: first.runId,
      startedBy: 'ada',
      outcome: 'SUCCESS',
      counts: { unchanged: 15, deleted: 5 },
    });
    expect((await world.carryOut(await world.retrigger(again.runId, 'all'))).retryOf).toBe(again.runId);
    const update = await world.run({ type: 'update' });
    expect((await world.carryOut(await world.retrigger(update.runId, 'all'))).type).toBe('update');
  });

  it('is refused where the run, its integration or its stream is gone, or busy', async () => {
    expect(await world.retrigger('01J00000000000000000000000', 'all')).toEqual({ kind: 'run-not-found' });
    await world.reads(source(contacts(0, 5)));
    const { runId } = await world.run({ type: 'full' });
    const going = await world.start({ type: 'full' });
    expect(await world.retrigger(runId, 'all')).toMatchObject({ kind: 'busy', stream });
    await world.carryOut(going);
    const stored = await world.deps.integrations.get(org, world.integrationId);
    if (!stored) throw new Error('gone');
    const other = await world.deps.integrations.replace(stored, { ...stored, streams: [] });
    expect(await world.retrigger(runId, 'all')).toMatchObject({ kind: 'unknown-stream', stream });
    if (other !== 'lost') await world.deps.integrations.replace(other, { ...other, status: 'DISABLED' });
    expect(await world.retrigger(runId, 'all')).toMatchObject({ kind: 'not-active', status: 'DISABLED' });
    expect(await world.retrigger(runId, 'failed')).toMatchObject({ kind: 'not-active' });
  });
});

describe('what failed, from what was kept of it', () => {
  const records = contacts(0, 40, { version: 1 });

  it('is applied, and counted once, however often it is delivered', async () => {
    const failed = await runWithFailed(two(records), [1, 3]);
    expect(failed).toMatchObject({ outcome: 'PARTIAL', counts: { created: 20, failed: 20 } });
    const [before, requests] = [await world.state(), { count: 0 }];
    await world.reads({
      ...two(records),
      // biome-ignore lint/correctness/useYield: nobody is to ask.
      async *read() {
        requests.count += 1;
      },
    });

    const result = await world.retrigger(failed.runId, 'failed');
    if (result.kind !== 'started') throw new Error(JSON.stringify(result));
    const { openRun } = await import('../../shared/control/open-run.ts');
    const step = { org, runId: result.runId, stream };
    await openRun(world.deps, step);
    while ((await world.pull(step)).more);
    const messages = await services.receive();
    expect(messages).toHaveLength(2);
    for (const { Body = '' } of [...messages, ...messages])
      await Promise.all([1, 2].map((deliveries) => applyOne(world.deps, Body, deliveries)));
    await world.applyAll(2);
    await world.close(step);
    const retry = await world.read(step.runId);
    expect(retry).toMatchObject({
      type: 'background',
      trigger: 'RETRY',
      retryOf: failed.runId,
      outcome: 'SUCCESS',
      severity: 'OK',
      counts: { pulled: 20, created: 20, deleted: 0, failed: 0 },
      proof: [{ complete: true, pulled: 20, accounted: 20, unseen: null, deletionsChecked: false }],
    });
    expect(requests.count).toBe(0);
    expect(await world.stored()).toEqual(byId(records));
    expect(await world.entities(step.runId)).toHaveLength(20);
    const pages = await world.trailReader.pages(org, step.runId, {}, { limit: 10, cursor: null });
    expect(pages).toMatchObject({ items: [] });
    const { cursor, lastSyncedAt } = await world.state();
    expect({ cursor, lastSyncedAt }).toEqual({ cursor: before.cursor, lastSyncedAt: before.lastSyncedAt });

    await world.reads(two(records));
    expect((await world.run({ type: 'full' })).counts).toMatchObject({ unchanged: 40, signals: 0 });
  });

  it('is done again as well when the log is in the archive only', async () => {
    const clock = { ahead: 0 };
    world = createControlWorld(services, undefined, () => Date.now() + clock.ahead);
    const failed = await runWithFailed(two(records), [1, 2]);
    await world.archive(failed.runId);
    clock.ahead = 8 * 86_400_000;
    expect(await services.reap(Date.now() + clock.ahead)).toBeGreaterThan(0);
    const step = await requireStep(world.deps.steps, { org, runId: failed.runId, stream });
    await expect(world.deps.hot.block(step, 1, [])).rejects.toThrow('lacks chunk 1');
    const retry = await world.carryOut(await world.retrigger(failed.runId, 'failed'));
    expect(retry).toMatchObject({ outcome: 'SUCCESS', retryOf: failed.runId, counts: { created: 20 } });
    expect(await world.stored()).toEqual(byId(records));
  });

  it('leaves alone what a later run has brought up to date, or deleted', async () => {
    const failed = await runWithFailed(two(records), [1]);
    const changes = [...contacts(10, 12, { version: 2 }), ...contacts(12, 14, { version: 1 })];
    await world.reads(two(changes));
    await world.run({ type: 'update' });
    const retry = await world.carryOut(await world.retrigger(failed.runId, 'failed'));
    expect(retry).toMatchObject({ outcome: 'SUCCESS', counts: { created: 6, unchanged: 2, skipped: 2 } });
    const skipped = await world.entities(retry.runId, { action: 'SKIP' });
    expect(skipped.map(({ externalId, status, code }) => [externalId, status, code]).toSorted()).toEqual([
      ['c10', 'INFO', 'changed_since'],
      ['c11', 'INFO', 'changed_since'],
    ]);
    expect((await world.stored()).get('c10')).toMatchObject({ version: 2 });
    expect((await world.stored()).size).toBe(40);
  });

  it('is not applied once a later run has read everything', async () => {
    const failed = await runWithFailed(two(records), [1]);
    const later = await world.run({ type: 'full' });
    expect(await world.retrigger(failed.runId, 'failed')).toEqual({
      kind: 'nothing-to-retry',
      reason: `contacts: Run ${later.runId} has read every record since.`,
    });
  });

  it('is refused where it is gone by now', async () => {
    const failed = await runWithFailed(two(records), [1]);
    await services.payloads.remove(keptPayloadKey({ org, runId: failed.runId, stream, chunk: 1 }));
    expect(await world.retrigger(failed.runId, 'failed')).toMatchObject({
      kind: 'nothing-to-retry',
      reason: expect.stringContaining('kept for 30 days'),
    });
  });

  it('is tried again where it failed again', async () => {
    const failed = await runWithFailed(two(records), [2]);
    const result = await world.retrigger(failed.runId, 'failed');
    if (result.kind !== 'started') throw new Error(result.kind);
    const { openRun } = await import('../../shared/control/open-run.ts');
    const step = { org, runId: result.runId, stream };
    await openRun(world.deps, step);
    while ((await world.pull(step)).more);
    for (const message of await services.receive()) {
      await failChunk(world.deps, message.Body ?? '', 'once more.');
      await services.acknowledge(message);
    }
    await world.close(step);
    expect(await world.read(step.runId)).toMatchObject({ outcome: 'FAILED', counts: { failed: 10, created: 0 } });
    const third = await world.carryOut(await world.retrigger(step.runId, 'failed'));
    expect(third).toMatchObject({ outcome: 'SUCCESS', counts: { created: 10 }, retryOf: step.runId });
    expect(await world.stored()).toEqual(byId(records));
  });

  it('says what would fail again, and does the rest', async () => {
    const large = { id: 'c5', name: 'C 5', text: 'x'.repeat(400_000) };
    const withLarge = records.map((record) => (record['id'] === 'c5' ? large : record));
    const failed = await runWithFailed(two(withLarge), [1]);
    expect(failed.counts.failed).toBe(11);
    const retry = await world.carryOut(await world.retrigger(failed.runId, 'failed'));
    expect(retry).toMatchObject({ outcome: 'SUCCESS', counts: { created: 10 } });
    expect(retry.message).toContain('Not tried again: contacts: 1 would fail again (record_too_large).');

    const onlyLarge = await runWithFailed(two(withLarge), []);
    expect(await world.retrigger(onlyLarge.runId, 'failed')).toEqual({
      kind: 'nothing-to-retry',
      reason: 'contacts: 1 would fail again (record_too_large).',
    });
  });

  it('says so where nothing failed', async () => {
    await world.reads(two(records));
    const good = await world.run({ type: 'full' });
    expect(await world.retrigger(good.runId, 'failed')).toEqual({
      kind: 'nothing-to-retry',
      reason: 'No record failed in this run.',
    });
    await world.reads({
      // biome-ignore lint/correctness/useYield: it fails before its first page.
      async *read() {
        throw new SourceError('http_500', 'The source is down.');
      },
    });
    const unread = await world.run({ type: 'full' });
    expect(await world.retrigger(unread.runId, 'failed')).toMatchObject({
      kind: 'nothing-to-retry',
      reason: expect.stringContaining('Do all of the run again'),
    });
  });
});

describe('what failed, from a source that can be asked for single records', () => {
  it('is what the source says now', async () => {
    const records = contacts(0, 30, { version: 1 });
    const now = new Map<string, { [key: string]: Json }>(byId(contacts(0, 30, { version: 2 })));
    now.delete('c12');
    const asked: string[] = [];
    const askable = two(records, {
      fetchOne: async (id) => {
        asked.push(id);
        const data = now.get(id);
        return data ? { kind: 'found', record: { id, name: `C ${id}`, data } } : { kind: 'gone' };
      },
    });
    const failed = await runWithFailed(askable, [1]);
    const retry = await world.carryOut(await world.retrigger(failed.runId, 'failed'));
    expect(asked.toSorted()).toEqual(contacts(10, 20).map(({ id }) => id));
    expect(retry).toMatchObject({
      type: 'background',
      outcome: 'SUCCESS',
      counts: { pulled: 9, created: 9, deleted: 1 },
    });
    expect((await world.stored()).get('c11')).toEqual(now.get('c11'));
    expect((await world.stored()).has('c12')).toBe(false);
  });
});
