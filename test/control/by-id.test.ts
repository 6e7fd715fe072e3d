import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type FetchedRecord, SourceError } from '../../shared/connector/connector.ts';
import type { Json } from '../../shared/connector/json.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { byId, type ControlWorld, contacts, createControlWorld, source } from './control-world.ts';

let services: Services;
let world: ControlWorld;
/** What the source answers for an id: data, nothing, or an error. */
let there: Map<string, { [key: string]: Json } | SourceError>;
let asked: string[];

const before = contacts(0, 20, { version: 1 });

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());
beforeEach(async () => {
  world = createControlWorld(services);
  there = new Map(byId(before));
  asked = [];
  const fetchOne = async (id: string): Promise<FetchedRecord> => {
    asked.push(id);
    const found = there.get(id);
    if (found instanceof SourceError) throw found;
    if (!found) return { kind: 'gone' };
    return { kind: 'found', record: { id: String(found['id']), name: String(found['name']), data: found } };
  };
  await world.reads({ ...source(before, 'monday'), fetchOne });
  await world.run({ type: 'full' });
});

const fetchIds = (...ids: string[]) => world.run({ streams: ['contacts'], ids });

it('brings some records up to date, and logs each', async () => {
  there.set('c1', { id: 'c1', name: 'C 1', version: 2 });
  there.set('new', { id: 'new', name: 'New' });
  there.delete('c2');
  const state = await world.state();
  const run = await fetchIds('c0', 'c1', 'c2', 'new', 'never', 'c1');
  expect(asked).toEqual(['c0', 'c1', 'c2', 'new', 'never']);
  expect(run).toMatchObject({
    type: 'background',
    streams: ['contacts'],
    record: null,
    outcome: 'SUCCESS',
    // What was gone before is told as a deletion too, with a code.
    counts: { pulled: 3, created: 1, updated: 1, unchanged: 1, deleted: 2, failed: 0 },
    proof: [{ complete: true, deletionsChecked: false, unseen: null }],
  });
  const entities = await world.entities(run.runId);
  expect(entities.map(({ externalId, action, code }) => [externalId, action, code]).toSorted()).toEqual([
    ['c0', 'NONE', null],
    ['c1', 'UPDATE', null],
    ['c2', 'DELETE', null],
    ['never', 'DELETE', 'already_gone'],
    ['new', 'CREATE', null],
  ]);
  const stored = await world.stored();
  expect(stored.get('c1')).toEqual(there.get('c1'));
  expect([stored.has('c2'), stored.has('new'), stored.size]).toEqual([false, true, 20]);
  // What it did is known to the next run, and says nothing about the stream as a whole.
  const { cursor, lastSyncedAt } = await world.state();
  expect({ cursor, lastSyncedAt }).toEqual({ cursor: state.cursor, lastSyncedAt: state.lastSyncedAt });
  const all = [...there.values()].filter((one) => !(one instanceof SourceError));
  await world.reads(source(all as never, 'tuesday'));
  expect((await world.run({ type: 'full' })).counts).toMatchObject({ unchanged: 20, signals: 0 });
});

it('deletes nothing in doubt: another record, a refusal, an error', async () => {
  there.set('c1', { id: 'c9', name: 'C 9', version: 1 });
  there.set('c2', new SourceError('http_422', 'This id is malformed.'));
  there.set('c3', { id: 'c3', name: 'C 3', version: 3 });
  const run = await fetchIds('c1', 'c2', 'c3');
  expect(run).toMatchObject({ outcome: 'PARTIAL', counts: { updated: 1, failed: 2, deleted: 0 } });
  expect(await world.entities(run.runId, { externalId: 'c1' })).toMatchObject([
    { status: 'ERROR', action: 'SKIP', code: 'other_record', message: expect.stringContaining('the record c9') },
  ]);
  expect(await world.entities(run.runId, { externalId: 'c2' })).toMatchObject([
    { status: 'ERROR', action: 'SKIP', code: 'http_422', message: 'This id is malformed.' },
  ]);
  expect((await world.stored()).size).toBe(20);
});

it('ends where the source would answer for none', async () => {
  there.set('c1', new SourceError('http_401', 'The token is refused.'));
  there.set('c2', { id: 'c2', name: 'C 2', version: 2 });
  const run = await fetchIds('c0', 'c1', 'c2');
  expect(asked).toEqual(['c0', 'c1']);
  expect(run).toMatchObject({ outcome: 'PARTIAL', error: { code: 'http_401' }, counts: { pulled: 1, unchanged: 1 } });
  expect(run.proof?.[0]?.complete).toBe(false);
});

it('goes on behind the last checkpoint when its worker dies', async () => {
  const all = contacts(0, 20, { version: 2 });
  for (const record of all) there.set(record['id'] as string, record);
  const step = await world.begin({ streams: ['contacts'], ids: all.map(({ id }) => id as string) });
  // One record for each worker, and then its time is up.
  for (let worker = 0; worker < 5; worker++) expect(await world.pull(step, () => 0)).toMatchObject({ more: true });
  expect(await world.finish(step)).toMatchObject({ outcome: 'SUCCESS', counts: { pulled: 20, updated: 20 } });
  expect(asked).toHaveLength(20);
});

it('decides about the same, and writes nothing, as a dry run', async () => {
  there.delete('c2');
  const run = await world.run({ streams: ['contacts'], ids: ['c2'], dryRun: true });
  expect(run).toMatchObject({ outcome: 'SUCCESS', counts: { deleted: 1 } });
  expect((await world.stored()).size).toBe(20);
});

it('is not offered by a source that cannot be asked', async () => {
  await world.reads(source(before));
  expect(await world.startRun({ streams: ['contacts'], ids: ['c1'] })).toEqual({
    kind: 'not-offered',
    stream: 'contacts',
  });
});
