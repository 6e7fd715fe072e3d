import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StreamLockStore } from '../../shared/streams/stream-lock-store.ts';
import { StreamStateStore } from '../../shared/streams/stream-state-store.ts';
import { type OpenTables, openTables } from './open-tables.ts';

let tables: OpenTables;
let locks: StreamLockStore;
let states: StreamStateStore;

beforeAll(async () => {
  tables = await openTables();
  locks = new StreamLockStore(tables.registry);
  states = new StreamStateStore(tables.registry);
});
afterAll(() => tables.close());

const newStream = () => ({ org: 'org', integrationId: randomUUID(), stream: 'contacts' });

describe('the lock of a stream', () => {
  it('is held by one of many that want it, and the others hear by whom', async () => {
    const stream = newStream();
    const wanting = Array.from({ length: 16 }, (_, n) => `run-${n}`);
    const results = await Promise.all(wanting.map((runId) => locks.acquire(stream, runId)));
    const holders = wanting.filter((_, n) => results[n]?.kind === 'held');
    expect(holders).toHaveLength(1);
    for (const result of results) if (result.kind === 'busy') expect(result.runId).toBe(holders[0]);
    expect(await locks.holder(stream)).toBe(holders[0]);
  });

  it('is held again by the run that holds it, and let go only by that run', async () => {
    const stream = newStream();
    expect(await locks.acquire(stream, 'one')).toEqual({ kind: 'held' });
    expect(await locks.acquire(stream, 'one')).toEqual({ kind: 'held' });
    await locks.release(stream, 'two');
    expect(await locks.acquire(stream, 'two')).toEqual({ kind: 'busy', runId: 'one' });
    await locks.release(stream, 'one');
    expect(await locks.holder(stream)).toBeUndefined();
    expect(await locks.acquire(stream, 'two')).toEqual({ kind: 'held' });
  });

  it('is taken over from a run that has ended by one of many, once', async () => {
    const stream = newStream();
    await locks.acquire(stream, 'dead');
    const wanting = Array.from({ length: 16 }, (_, n) => `heir-${n}`);
    const results = await Promise.all(wanting.map((runId) => locks.acquire(stream, runId, 'dead')));
    expect(results.filter(({ kind }) => kind === 'held')).toHaveLength(1);
    const heir = wanting[results.findIndex(({ kind }) => kind === 'held')];
    expect(await locks.holder(stream)).toBe(heir);
    expect(await locks.acquire(stream, 'late', 'dead')).toEqual({ kind: 'busy', runId: heir });
  });

  it('is held where the run that had it let go just before', async () => {
    const stream = newStream();
    expect(await locks.acquire(stream, 'next', 'gone')).toEqual({ kind: 'held' });
  });

  it('is one of its stream, its integration and its org', async () => {
    const stream = newStream();
    await locks.acquire(stream, 'one');
    for (const other of [{ stream: 'contacts#2' }, { integrationId: randomUUID() }, { org: 'org2' }]) {
      expect(await locks.acquire({ ...stream, ...other }, 'two')).toEqual({ kind: 'held' });
    }
  });
});

describe('the state of a stream', () => {
  const saved = {
    cursor: { updatedAt: '2026-01-01T00:00:00Z', ids: [1, 2] },
    fingerprints: 'org/fingerprints/key',
    knownRecords: 12,
    lastSyncedAt: '2026-01-02T00:00:00.000Z',
    settled: 0,
  };

  it('is empty before the first sync, and what was saved after it', async () => {
    const stream = newStream();
    const never = { cursor: null, fingerprints: null, knownRecords: 0, lastSyncedAt: null, strays: 0, settled: 0 };
    expect(await states.get(stream)).toEqual(never);
    await states.save(stream, saved);
    expect(await states.get(stream)).toEqual({ ...saved, strays: 0 });
    await states.save(stream, { ...saved, cursor: null, knownRecords: 0 });
    expect(await states.get(stream)).toMatchObject({ cursor: null, knownRecords: 0 });
  });

  it('loses no stray, although it is saved meanwhile', async () => {
    const stream = newStream();
    await Promise.all([
      ...Array.from({ length: 10 }, () => states.noteStray(stream)),
      ...Array.from({ length: 3 }, () => states.save(stream, saved)),
    ]);
    expect(await states.get(stream)).toEqual({ ...saved, strays: 10 });
  });
});
