import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SourceError } from '../../shared/connector/connector.ts';
import { type Services, startServices } from './services.ts';
import { createWorld, org, pagesOf, type World } from './world.ts';

const contacts = (from: number, to: number, extra: Record<string, string> = {}) =>
  Array.from({ length: to - from }, (_, index) => ({
    id: `c${from + index}`,
    name: `Contact ${from + index}`,
    ...extra,
  }));

let services: Services;
let world: World;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());

describe('full runs', () => {
  beforeAll(() => {
    world = createWorld(services);
  });

  it('creates, leaves, updates and deletes exactly what differs, and proves it', async () => {
    await world.reads(pagesOf(contacts(0, 2500), 100));
    const first = await world.run();
    expect(first).toMatchObject({
      progress: 'FINISHED',
      outcome: 'SUCCESS',
      severity: 'OK',
      statusCode: 0,
      percentage: 100,
      counts: { pulled: 2500, created: 2500, unchanged: 0, signals: 2500 },
      chunks: { total: 3, passed: 3, failed: 0 },
      proof: [{ stream: 'contacts', complete: true, pulled: 2500, accounted: 2500, unseen: 0 }],
    });
    expect((await world.stored()).size).toBe(2500);

    const second = await world.run();
    expect(second.counts).toMatchObject({ pulled: 2500, unchanged: 2500, signals: 0 });

    const changed = [...contacts(0, 2000), ...contacts(2000, 2003, { city: 'Bern' }), ...contacts(2500, 2510)];
    await world.reads(pagesOf(changed, 100));
    const third = await world.run({ type: 'full' });
    expect(third.counts).toMatchObject({ pulled: 2013, created: 10, updated: 3, unchanged: 2000, deleted: 497 });
    expect(third.outcome).toBe('SUCCESS');
    expect(third.proof).toMatchObject([{ complete: true, unseen: 497, deleted: 497 }]);
    expect([...(await world.stored()).values()].toSorted(byId)).toEqual(changed.toSorted(byId));

    const entities = await world.entities(third.runId, {}, 77);
    expect(entities).toHaveLength(2013 + 497);
    expect(new Set(entities.map(({ externalId }) => externalId)).size).toBe(2510);
    expect(await world.entities(third.runId, { action: 'UPDATE' })).toHaveLength(3);
    expect(await world.entities(third.runId, { action: 'DELETE' })).toHaveLength(497);
    expect(await world.entities(third.runId, { q: 'c2001' })).toMatchObject([{ action: 'UPDATE' }]);
    const found = await world.trailReader.entity(org, third.runId, 'contacts', 'c2002');
    expect(found?.entity).toMatchObject({ action: 'UPDATE', changes: [{ field: 'city', new: 'Bern' }] });
  });

  it('skips a record without an id and the second of two with the same', async () => {
    await world.reads(pagesOf([{ id: 'a', name: 'A' }, { name: 'No id' }, { id: 'a', name: 'A again' }], 2));
    const run = await world.run({ type: 'full' });
    expect(run).toMatchObject({ outcome: 'SUCCESS', severity: 'WARNING', counts: { pulled: 3, skipped: 2 } });
    expect(await world.entities(run.runId, { status: 'WARNING' })).toMatchObject([
      { externalId: 'a', code: 'duplicate_id', action: 'SKIP', page: 2 },
      { externalId: null, code: 'no_id', action: 'SKIP', page: 1 },
    ]);
    expect((await world.stored()).get('a')).toEqual({ id: 'a', name: 'A' });
  });

  it('keeps everything when the source fails in the middle', async () => {
    await world.reads(pagesOf(contacts(0, 300), 100));
    await world.run({ type: 'full' });
    const whole = pagesOf(contacts(0, 300, { city: 'Bonn' }), 100);
    await world.reads({
      async *read(...request) {
        let pages = 0;
        for await (const page of whole.read(...request)) {
          if (pages++ === 2) throw new SourceError('http_500', 'The source answered 500.');
          yield page;
        }
      },
    });
    const run = await world.run({ type: 'full' });
    expect(run).toMatchObject({
      outcome: 'PARTIAL',
      severity: 'ERROR',
      statusCode: 3,
      error: { code: 'http_500' },
      counts: { pulled: 200, updated: 200, deleted: 0 },
      proof: [{ complete: false, deletionsChecked: false }],
    });
    expect((await world.stored()).size).toBe(300);
  });

  it('deletes nothing when the source shrinks while it is read', async () => {
    await world.reads(pagesOf(contacts(0, 300), 100));
    await world.run({ type: 'full' });
    const whole = pagesOf(contacts(0, 250), 100);
    await world.reads({
      async *read(...request) {
        let total = 300;
        for await (const page of whole.read(...request)) yield { ...page, reportedTotal: total-- };
      },
    });
    const run = await world.run({ type: 'full' });
    expect(run).toMatchObject({ outcome: 'PARTIAL', counts: { deleted: 0 } });
    expect(run.proof?.[0]?.missing[0]).toContain('shrank');
    expect((await world.stored()).size).toBe(300);
  });

  it('is not misled by a source that calls the size of a page its total', async () => {
    const whole = pagesOf(contacts(0, 250), 100);
    await world.reads({
      async *read(...request) {
        for await (const page of whole.read(...request)) yield { ...page, reportedTotal: page.records.length };
      },
    });
    expect(await world.run({ type: 'full' })).toMatchObject({ outcome: 'SUCCESS', counts: { deleted: 50 } });
  });

  it('empties the store with an empty source, and says when it could not even begin', async () => {
    await world.reads(pagesOf([], 100));
    expect(await world.run({ type: 'full' })).toMatchObject({
      outcome: 'SUCCESS',
      counts: { pulled: 0, deleted: 250 },
    });
    await world.reads({
      // biome-ignore lint/correctness/useYield: this source fails before its first page
      async *read() {
        throw new SourceError('http_401', 'The source refused the token.');
      },
    });
    expect(await world.run()).toMatchObject({
      outcome: 'FAILED',
      statusCode: 2,
      stage: 'Failed',
      error: { code: 'http_401' },
    });
    expect(await world.start()).toMatchObject({
      kind: 'not-active',
      status: 'ERROR',
      reason: expect.stringContaining('credentials'),
    });
  });
});

const byId = (one: unknown, other: unknown) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
