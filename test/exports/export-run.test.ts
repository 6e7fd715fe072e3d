import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { entitySchema } from '../../shared/api/entity.ts';
import { pageSchema } from '../../shared/api/page.ts';
import { exportLimits } from '../../shared/exports/export-limits.ts';
import { type ExportRequest, exportRun } from '../../shared/exports/export-run.ts';
import { Died, mortal, randomOf } from '../pipeline/mortal.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { pagesOf } from '../pipeline/world.ts';
import { createExportWorld } from './export-world.ts';
import { readRows } from './read-csv.ts';

let services: Services;

beforeAll(async () => {
  services = await startServices();
});
afterEach(async () => {
  // One request brings ten of them at most.
  for (let left = await services.receive(); left.length > 0; left = await services.receive()) {
    for (const message of left) await services.acknowledge(message);
  }
});
afterAll(() => services.close());

const onQueue = { entitiesInRequest: 10, chunksPerPart: 2 };
const day = 24 * 3600 * 1000;

const contacts = (count: number, version = 1) =>
  Array.from({ length: count }, (_, id) => ({ id: `c${String(id).padStart(3, '0')}`, name: `Contact ${id}`, version }));

type ExportWorld = ReturnType<typeof createExportWorld>;

/** A run of 45 contacts in five chunks: three created before, two gone since, the rest as it was. */
async function withRun(
  limits: Parameters<typeof createExportWorld>[1],
): Promise<{ world: ExportWorld; runId: string }> {
  const world = createExportWorld(services, limits);
  const before = [...contacts(42), { id: 'gone-1', name: 'Gone' }, { id: 'gone-2', name: 'Gone' }];
  await world.reads(pagesOf(before, 5));
  await world.run({ type: 'full' });
  const after = contacts(45).map((contact, id) => ({ ...contact, version: id < 3 ? Math.random() : 1 }));
  await world.reads(pagesOf(after, 5));
  const run = await world.run({ type: 'full' });
  expect(run.outcome).toBe('SUCCESS');
  return { world, runId: run.runId };
}

const contentsOf = async (world: ExportWorld, runId: string, request: Partial<ExportRequest> = {}) =>
  Promise.all((await world.files(runId, request)).map((file) => world.bytesOf(file)));

const rowsOf = async (world: ExportWorld, runId: string, request: Partial<ExportRequest> = {}) =>
  (await contentsOf(world, runId, request)).flatMap(readRows);

const objectsOf = async (world: ExportWorld, runId: string, request: Partial<ExportRequest> = {}) =>
  (await contentsOf(world, runId, { ...request, format: 'ndjson' }))
    .flatMap(linesOf)
    .map((line) => JSON.parse(line) as unknown);

const linesOf = (bytes: Uint8Array): string[] => {
  const text = Buffer.from(bytes).toString('utf8');
  if (text !== '' && !text.endsWith('\n')) throw new Error('The last line does not end.');
  return text.split('\n').slice(0, -1);
};

/** What the API's list gives, oldest first. */
const listed = async (world: ExportWorld, runId: string) => (await world.entities(runId)).toReversed();

describe('a small run', () => {
  it('is exported at once: every entity of the list, oldest first, updates with what changed', async () => {
    const { world, runId } = await withRun({});
    const expected = await listed(world, runId);
    expect(expected).toHaveLength(47);

    const lines = await objectsOf(world, runId);
    const parsed = z.array(z.strictObject(entitySchema.shape)).parse(lines);
    expect(parsed.map(({ changes, ...entity }) => entity)).toEqual(expected);
    const changed = parsed.filter(({ changes }) => changes !== undefined);
    expect(changed.map(({ action }) => action)).toEqual(['UPDATE', 'UPDATE', 'UPDATE']);

    const rows = await rowsOf(world, runId);
    expect(rows.map(({ externalId, action }) => [externalId, action])).toEqual(
      expected.map(({ externalId, action }) => [externalId, action]),
    );
    expect(rows.filter(({ action }) => action === 'DELETE').map(({ externalId }) => externalId)).toEqual([
      'gone-1',
      'gone-2',
    ]);
    const updated = rows.find(({ action }) => action === 'UPDATE');
    expect(JSON.parse(updated?.['changes'] ?? '')).toEqual(parsed.find(({ action }) => action === 'UPDATE')?.changes);
    expect(updated).toMatchObject({ stream: 'contacts', sourceSystem: world.integrationId, targetSystem: 'records' });
    expect(updated?.['targetId']).toBe(updated?.['internalId']);
    expect(await world.waiting()).toEqual([]);
  });

  it('is exported page by page and call by call as well', async () => {
    const { world, runId } = await withRun({});
    const pages = z.array(z.strictObject(pageSchema.shape)).parse(await objectsOf(world, runId, { of: 'pages' }));
    expect(pages.map(({ page }) => page)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const rows = await rowsOf(world, runId, { of: 'pages' });
    expect(rows.map(({ page, records }) => [page, records])).toEqual(pages.map(({ page }) => [String(page), '5']));
    // The source of this test makes no calls: a file with nothing but its titles.
    expect(await rowsOf(world, runId, { of: 'calls' })).toEqual([]);
    expect(await world.files(runId, { of: 'calls' })).toHaveLength(1);
  });

  it('is written once, however many ask at once, and however often', async () => {
    const { world, runId } = await withRun({ chunksPerPart: 2 });
    const results = await Promise.all(Array.from({ length: 6 }, () => world.ask(runId)));
    for (const result of results) expect(['ready', 'preparing']).toContain(result.kind);
    await world.ask(runId);
    expect(world.written()).toHaveLength(3);
    expect(new Set(world.written()).size).toBe(3);
    expect(await rowsOf(world, runId)).toHaveLength(47);
    // One step of it is what is there already.
    expect(await world.files(runId, { stream: 'contacts' })).toEqual(await world.files(runId));
    expect(world.written()).toHaveLength(3);
  });

  it('is written anew before its files are taken away', async () => {
    const { world, runId } = await withRun({});
    await world.files(runId);
    world.passes(22 * 3600 * 1000);
    await world.files(runId);
    expect(world.written()).toHaveLength(1);
    // An address given now lives an hour, and the file may be gone by then.
    world.passes(1.5 * 3600 * 1000);
    expect(await rowsOf(world, runId)).toHaveLength(47);
    expect(world.written()).toHaveLength(2);
  });

  it('begins another file where one gets too large', async () => {
    const { world, runId } = await withRun({ bytesPerFile: 2_500 });
    const files = await world.files(runId);
    expect(files.length).toBeGreaterThan(2);
    for (const { bytes } of files) expect(bytes).toBeLessThan(5_000);
    expect((await rowsOf(world, runId)).map(({ externalId }) => externalId)).toEqual(
      (await listed(world, runId)).map(({ externalId }) => externalId),
    );
  });

  it('without a single record has a file with nothing but the titles', async () => {
    const world = createExportWorld(services);
    await world.reads(pagesOf([], 5));
    const { runId } = await world.run({ type: 'full' });
    const emptied = (await world.entities(runId)).length;
    expect(await rowsOf(world, runId)).toHaveLength(emptied);
    const again = await world.run({ type: 'full' });
    expect(await rowsOf(world, again.runId)).toEqual([]);
    expect(await objectsOf(world, again.runId)).toEqual([]);
    expect(await world.files(again.runId)).toHaveLength(1);
  });
});

describe('a larger run', () => {
  it('is written by the workers of a queue, a file for so many chunks', async () => {
    const { world, runId } = await withRun(onQueue);
    expect(await world.ask(runId)).toMatchObject({ kind: 'preparing', retryAfterSeconds: expect.any(Number) });
    expect(await world.waiting()).toHaveLength(3);
    expect(await world.ask(runId)).toMatchObject({ kind: 'preparing' });
    expect(await world.work(2)).toBe(2);
    expect(await world.ask(runId)).toMatchObject({ kind: 'preparing' });
    expect(await world.work()).toBe(1);

    const files = await world.files(runId);
    expect(files).toHaveLength(3);
    const rows = await rowsOf(world, runId);
    expect(rows.map(({ externalId }) => externalId)).toEqual(
      (await listed(world, runId)).map(({ externalId }) => externalId),
    );
    expect(await world.waiting()).toEqual([]);
  });

  it('goes to the queue once, however many ask at once', async () => {
    const { world, runId } = await withRun(onQueue);
    await Promise.all(Array.from({ length: 6 }, () => world.ask(runId)));
    expect(await world.work()).toBe(3);
    expect(world.written()).toHaveLength(3);
  });

  it('that comes to a worker twice is written once', async () => {
    const { world, runId } = await withRun(onQueue);
    await world.ask(runId);
    const messages = await world.waiting();
    await services.queue.send(messages.map(({ Body = '' }) => Body));
    expect(await world.work()).toBe(6);
    expect(world.written()).toHaveLength(3);
  });

  it('is whole although a worker died between the file and its note', async () => {
    const { world, runId } = await withRun(onQueue);
    await world.ask(runId);
    const { exports } = world.exportDeps;
    const note = exports.noteWritten;
    exports.noteWritten = () => Promise.reject(new Died('The worker is killed before it can say so.'));
    await expect(world.work(1)).rejects.toThrow(Died);
    expect(world.written()).toHaveLength(1);
    exports.noteWritten = note;
    expect(await world.ask(runId)).toMatchObject({ kind: 'preparing' });
    expect(await world.work()).toBe(3);
    expect(await world.files(runId)).toHaveLength(3);
    expect(await rowsOf(world, runId)).toHaveLength(47);
  });

  it('is begun anew where whoever asked first died before it could send', async () => {
    const { world, runId } = await withRun(onQueue);
    const { queue } = world.exportDeps;
    const dying = {
      ...world.exportDeps,
      queue: { send: () => Promise.reject(new Died('Killed before it could send.')) },
    };
    Object.assign(world.exportDeps, dying);
    await expect(world.ask(runId)).rejects.toThrow(Died);
    Object.assign(world.exportDeps, { queue });
    expect(await world.ask(runId)).toMatchObject({ kind: 'preparing' });
    expect(await world.work()).toBe(0);

    world.passes(exportLimits.patienceOnQueueMs);
    await Promise.all([world.ask(runId), world.ask(runId)]);
    expect(await world.work()).toBe(3);
    expect(await rowsOf(world, runId)).toHaveLength(47);
  });

  it('that no worker can write says so for a while, and is then tried anew', async () => {
    const { world, runId } = await withRun(onQueue);
    await world.ask(runId);
    await world.bury();
    expect(await world.ask(runId)).toEqual({ kind: 'failed', reason: expect.stringContaining('worker') });
    expect(await world.waiting()).toEqual([]);
    world.passes(exportLimits.patienceOnQueueMs);
    expect(await world.ask(runId)).toMatchObject({ kind: 'preparing' });
    expect(await world.work()).toBe(3);
    expect(await world.files(runId)).toHaveLength(3);
  });

  it('that was written after all is not failed by a message that was given up', async () => {
    const { world, runId } = await withRun(onQueue);
    await world.ask(runId);
    const messages = await world.waiting();
    await world.work();
    await services.queue.send(messages.map(({ Body = '' }) => Body));
    await world.bury();
    expect(await world.files(runId)).toHaveLength(3);
  });
});

it.each([1, 2, 3, 4, 5, 6])('is whole and right, whoever dies and whenever (seed %i)', async (seed) => {
  const { world, runId } = await withRun({ ...onQueue, entitiesInRequest: seed % 2 === 0 ? 1000 : 10 });
  const expected = (await listed(world, runId)).map(({ externalId }) => externalId);
  const { services: deadly, state: fate } = mortal(services, randomOf(seed), 0.15);
  const doomed = createExportWorld(deadly, { ...world.exportDeps.limits });
  const ready = async () => {
    for (;;) {
      doomed.passes(exportLimits.patienceOnQueueMs);
      const asked = await doomed.ask(runId).catch(unlessDied);
      if (asked?.kind === 'ready') return;
      await doomed.work().catch(unlessDied);
    }
  };
  await Promise.all([ready(), ready()]);
  expect(fate.deaths).toBeGreaterThan(1);
  fate.chance = 0;
  expect((await rowsOf(doomed, runId)).map(({ externalId }) => externalId)).toEqual(expected);
});

const unlessDied = (error: unknown): undefined => {
  if (!(error instanceof Died)) throw error;
};

describe('what cannot be exported', () => {
  it('is a run that is going', async () => {
    const world = createExportWorld(services);
    await world.reads(pagesOf(contacts(5), 5));
    const step = await world.begin();
    expect(await world.ask(step.runId)).toEqual({ kind: 'run-not-ended' });
    await world.pull(step);
    await world.applyAll();
    await world.close(step);
    expect((await world.ask(step.runId)).kind).toBe('ready');
  });

  it('is a run that is not there, is not yours, or that retention has taken', async () => {
    const { world, runId } = await withRun({});
    expect(await world.ask('01ARZ3NDEKTSV4RRFFQ69G5FAV')).toEqual({ kind: 'run-not-found' });
    const request = { format: 'csv', of: 'entities', stream: undefined } as const;
    expect(await exportRun(world.exportDeps, 'another-org', runId, request)).toEqual({ kind: 'run-not-found' });
    expect((await world.ask(runId)).kind).toBe('ready');
    world.passes(400 * day);
    expect(await world.ask(runId)).toEqual({ kind: 'run-not-found' });
  });

  it('is a step that the run does not have', async () => {
    const { world, runId } = await withRun({});
    expect(await world.ask(runId, { stream: 'deals' })).toEqual({ kind: 'step-not-found', known: ['contacts'] });
  });

  it('is an archive that is damaged', async () => {
    for (const limits of [{}, onQueue]) {
      const { world, runId } = await withRun(limits);
      await world.archive(runId);
      await world.cools();
      const damaged = (await services.objects('archive')).filter((key) => key.includes(`${runId}/contacts/entities`));
      expect(damaged).toHaveLength(2);
      for (const key of damaged) await services.archive.remove(key);
      await world.ask(runId);
      await world.work();
      expect(await world.ask(runId)).toEqual({ kind: 'failed', reason: expect.stringContaining(damaged[0] ?? '?') });
    }
  });

  it('is only what cannot be read of an archive: the rest is given, and the part is named', async () => {
    for (const limits of [{}, onQueue]) {
      const { world, runId } = await withRun(limits);
      await world.archive(runId);
      await world.cools();
      const all = (await services.objects('archive')).filter((key) => key.includes(`${runId}/contacts/entities`));
      // The second one has the deletions.
      const [part = '', kept] = all.toSorted().toReversed();
      const intact = (await services.archive.get(part)) ?? expect.fail('It is not there.');
      expect(kept).toBeDefined();
      await services.archive.remove(part);
      const unreadable = [{ part, reason: 'missing' }];
      await world.ask(runId);
      await world.work();
      const made = await world.ask(runId);
      expect(made).toMatchObject({ kind: 'ready', unreadable });
      expect(await world.ask(runId, { format: 'parquet' })).toMatchObject({
        kind: 'ready',
        files: [{ key: kept }],
        unreadable,
      });
      expect(await world.ask(runId, { format: 'parquet', of: 'pages' })).toMatchObject({
        kind: 'ready',
        unreadable: [],
      });
      const given = made.kind === 'ready' ? made.files : expect.fail(made.kind);
      const rows = (await Promise.all(given.map((file) => world.bytesOf(file)))).flatMap(readRows);
      expect(rows).toHaveLength(45);
      await services.archive.put(part, Buffer.from('not what was written'));
      expect(await world.ask(runId, { format: 'parquet' })).toMatchObject({
        unreadable: [{ part, reason: 'damaged' }],
      });
      await services.archive.put(part, intact);
      world.passes(exportLimits.patienceOnQueueMs);
      await world.ask(runId);
      await world.work();
      expect(await world.ask(runId)).toMatchObject({ kind: 'ready', unreadable: [] });
      expect(await rowsOf(world, runId)).toHaveLength(47);
    }
  });

  it('is an archive of which nobody knows any more what is in it', async () => {
    const { world, runId } = await withRun({});
    await world.archive(runId);
    await world.cools();
    const lists = (await services.objects('archive')).filter(
      (key) => /manifest|chunks/.test(key) && key.includes(runId),
    );
    expect(lists).toHaveLength(2);
    for (const key of lists) await services.archive.remove(key);
    for (const format of ['csv', 'parquet'] as const) {
      expect(await world.ask(runId, { format })).toEqual({
        kind: 'failed',
        reason: expect.stringContaining('missing'),
      });
    }
    expect(world.written()).toEqual([]);
  });
});

describe('from the archive', () => {
  it.each([{}, onQueue])('an export is what it was from the hot copy, byte by byte (%j)', async (limits) => {
    const { world, runId } = await withRun(limits);
    const requests = (['csv', 'ndjson'] as const).flatMap((format) =>
      (['entities', 'pages', 'calls'] as const).map((of) => ({ format, of })),
    );
    const made = async () => {
      const texts: string[] = [];
      for (const request of requests) {
        await world.ask(runId, request);
        await world.work();
        texts.push(...(await contentsOf(world, runId, request)).map((bytes) => Buffer.from(bytes).toString()));
      }
      return texts;
    };
    const before = await made();
    const count = world.written().length;
    await world.archive(runId);
    await world.cools();
    expect(await made()).toEqual(before);
    expect(world.written()).toHaveLength(2 * count);
  });

  it('Parquet files are handed out as they are, once they are there', async () => {
    const { world, runId } = await withRun({});
    expect(await world.ask(runId, { format: 'parquet' })).toMatchObject({ kind: 'preparing' });
    await world.archive(runId);
    const result = await world.ask(runId, { format: 'parquet' });
    if (result.kind !== 'ready') throw new Error(result.kind);
    expect(result.bucket).toBe('archive');
    // Deletions are a group of their own.
    expect(result.files).toHaveLength(2);
    for (const { key, bytes } of result.files) {
      const found = await services.archive.get(key);
      expect(found?.byteLength).toBe(bytes);
      expect(Buffer.from(found?.subarray(0, 4) ?? []).toString()).toBe('PAR1');
    }
    expect(await world.files(runId, { format: 'parquet', stream: 'contacts' })).toEqual(result.files);
    expect(await world.files(runId, { format: 'parquet', of: 'pages' })).toHaveLength(1);
    expect(world.written()).toEqual([]);
  });
});
