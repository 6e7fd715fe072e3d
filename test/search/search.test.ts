import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SearchHit } from '../../shared/api/search.ts';
import { internalIdOf } from '../../shared/records/stored-record.ts';
import type { SearchQuery } from '../../shared/search/find-records.ts';
import type { SearchFilters } from '../../shared/search/page-of-touches.ts';
import { searchRecords } from '../../shared/search/search-records.ts';
import type { SearchScope } from '../../shared/search/search-scope.ts';
import type { EntityEntry } from '../../shared/trail/trail-block.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createSearchWorld, dayMs, entity, type SearchWorld } from './search-world.ts';

let services: Services;
let number = 0;

beforeAll(async () => {
  services = await startServices();
});
afterAll(() => services.close());

const newWorld = () => createSearchWorld(services, `org-${++number}`);

/** What a hit tells apart from its run's own facts. */
const told = ({ runId, integrationId, stream, externalId, name, action, status, code, message }: SearchHit) => ({
  runId,
  integrationId,
  stream,
  externalId,
  name,
  action,
  status,
  code,
  message,
});

interface Known {
  readonly runId: string;
  readonly integrationId: string;
  readonly connector: string;
  readonly streams: Record<string, EntityEntry[][]>;
}

/** The same search, by looking at everything that was ever done. */
function expectedHits(
  runs: readonly Known[],
  org: string,
  query: SearchQuery & SearchFilters,
  scope: Partial<SearchScope>,
): ReturnType<typeof told>[] {
  const touches = runs.flatMap(({ runId, integrationId, connector, streams }) =>
    Object.entries(streams).flatMap(([stream, chunks]) => {
      const entries = new Map<string, EntityEntry>();
      for (const entry of chunks.toReversed().flat()) {
        if (entry.externalId === null) continue;
        const before = entries.get(entry.externalId);
        if (!before || before.action === 'SKIP') entries.set(entry.externalId, entry);
      }
      return [...entries].map(([externalId, entry]) => ({
        runId,
        integrationId,
        connector,
        stream,
        externalId,
        entry,
      }));
    }),
  );
  const text = 'q' in query ? query.q : query.externalId;
  const begin = text.toLowerCase();
  const isFound = (one: (typeof touches)[number]) =>
    one.externalId === text ||
    ('q' in query &&
      (internalIdOf({ ...one, org }, one.externalId) === text ||
        touches.some(
          (other) =>
            other.integrationId === one.integrationId &&
            other.stream === one.stream &&
            other.externalId === one.externalId &&
            other.entry.name?.toLowerCase().startsWith(begin),
        )));
  const fits = ({ runId, integrationId, connector, stream, entry }: (typeof touches)[number]) =>
    (scope.integrationId ?? integrationId) === integrationId &&
    (scope.connector ?? connector) === connector &&
    (scope.runId ?? runId) === runId &&
    (scope.stream ?? stream) === stream &&
    (query.action ?? entry.action) === entry.action &&
    (query.status ?? entry.status) === entry.status;
  return touches
    .filter((one) => fits(one) && isFound(one))
    .sort((one, other) => {
      const place = (touch: typeof one) => `${touch.stream} ${touch.externalId}`;
      return one.runId > other.runId ? -1 : one.runId < other.runId ? 1 : place(one) < place(other) ? -1 : 1;
    })
    .map(({ entry, connector, ...rest }) => ({
      ...rest,
      name: entry.name,
      action: entry.action,
      status: entry.status,
      code: entry.code ?? null,
      message: entry.message ?? null,
    }));
}

const ids = ['1', '2', 'a/b', 'Anna', 'ü', '7'];
const names = ['Anna', 'ANNA Bee', 'Berta', 'anna', null, '7th heaven'];

/** Runs as they can happen: a name changes only where the record does. */
const history = fc.array(
  fc.record({
    place: fc.constantFrom('i1 contacts', 'i1 companies', 'i2 contacts', 'i3 people'),
    touches: fc.array(
      fc.record({
        id: fc.constantFrom(...ids),
        change: fc.constantFrom('none', 'update', 'skip', 'skipped double', 'double'),
        name: fc.constantFrom(...names),
      }),
      { maxLength: 8 },
    ),
    merge: fc.boolean(),
    cut: fc.nat({ max: 4 }),
  }),
  { minLength: 1, maxLength: 10 },
);

function entitiesOf(
  touches: readonly { id: string; change: string; name: string | null }[],
  now: Map<string, string | null>,
) {
  const seen = new Set<string>();
  // The second ones come later, mostly in another chunk.
  const doubles: EntityEntry[] = [];
  const first = touches.flatMap(({ id, change, name }): EntityEntry[] => {
    if (seen.has(id)) return [];
    seen.add(id);
    if (change.endsWith('double')) {
      doubles.push(entity(id, { name: 'Anna Double', action: 'SKIP', status: 'WARNING', code: 'duplicate_id' }));
    }
    if (change.startsWith('skip')) {
      const reason = { code: 'record_too_large', message: `${id} is large` };
      return [entity(id, { name, action: 'SKIP', status: 'ERROR', ...reason })];
    }
    const isNew = !now.has(id);
    const unchanged = change === 'none' && !isNew;
    const current = unchanged ? (now.get(id) ?? null) : name;
    now.set(id, current);
    return [entity(id, { name: current, action: isNew ? 'CREATE' : unchanged ? 'NONE' : 'UPDATE' })];
  });
  return [...first, ...doubles];
}

describe('a search', () => {
  it('finds the same before, while and after runs are merged, page by page, in every scope', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (made) => {
        const world = newWorld();
        const known: Known[] = [];
        const now = new Map<string, Map<string, string | null>>();
        for (const [position, { place, touches, merge, cut }] of made.entries()) {
          const [integrationId = '', stream = ''] = place.split(' ');
          const names = now.get(place) ?? new Map();
          now.set(place, names);
          const all = entitiesOf(touches, names);
          const streams = { [stream]: [all.slice(0, cut), all.slice(cut)] };
          const connector = integrationId === 'i3' ? 'scim' : 'http';
          const state =
            position < made.length - 3 ? 'archived' : (['archived', 'ended', 'running'] as const)[position % 3];
          const runId = await world.addRun({ integrationId, connector, streams, ...(state && { state }) });
          known.push({ runId, integrationId, connector, streams });
          if (merge) await world.merge(stream, integrationId);
        }
        const newest = known.at(-1)?.runId;
        const questions: [SearchQuery & SearchFilters, Partial<SearchScope>, number][] = [
          [{ externalId: 'Anna' }, {}, 2],
          [{ externalId: '7' }, { runId: newest }, 1_000],
          [{ q: '7' }, {}, 3],
          [{ q: 'aNNa' }, {}, 1_000],
          [{ q: 'aNNa' }, {}, 1],
          [{ q: 'an', action: 'UPDATE' }, {}, 2],
          [{ q: 'b', status: 'ERROR' }, {}, 2],
          [{ q: 'anna' }, { runId: newest }, 2],
          [{ q: 'anna' }, { connector: 'http' }, 3],
          [{ q: 'berta' }, { integrationId: 'i1' }, 3],
          [{ q: 'anna d' }, { integrationId: 'i1', stream: 'contacts' }, 3],
          ...ids.map((id): (typeof questions)[number] => {
            const owner = { org: world.org, integrationId: 'i1', stream: 'contacts' };
            return [{ q: internalIdOf(owner, id) }, {}, 2];
          }),
        ];
        const ask = async (when: string) => {
          for (const [query, scope, limit] of questions) {
            const isKnown =
              (scope.integrationId === undefined && scope.connector === undefined) ||
              known.some(
                ({ integrationId, connector, streams }) =>
                  (scope.integrationId ?? integrationId) === integrationId &&
                  (scope.connector ?? connector) === connector &&
                  (scope.stream === undefined || scope.stream in streams),
              );
            if (!isKnown) continue;
            const { hits, complete } = await world.search(query, scope, limit);
            const expected = expectedHits(known, world.org, query, scope);
            // Our own id of a record that was only ever skipped is known to nobody.
            const stored =
              'q' in query && query.q.startsWith('rec_') && expected.every(({ action }) => action === 'SKIP');
            if (!stored) expect(hits.map(told), `${when}: ${JSON.stringify([query, scope, limit])}`).toEqual(expected);
            expect(complete).toBe(true);
          }
        };
        await ask('before');
        for (const place of now.keys()) {
          const [integrationId = '', stream = ''] = place.split(' ');
          await world.merge(stream, integrationId);
        }
        await ask('after');
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  let world: SearchWorld;
  let first: string;
  let second: string;
  let going: string;

  beforeAll(async () => {
    world = newWorld();
    first = await world.addRun({
      streams: {
        contacts: [
          [
            entity('1', { name: 'Anna', action: 'CREATE' }),
            entity('2', { name: 'Berta', action: 'CREATE' }),
            entity(null, { name: 'Anna', action: 'SKIP', status: 'WARNING', code: 'no_id', message: 'No id.' }),
          ],
        ],
        companies: [[entity('1', { name: 'Annual Ltd', action: 'CREATE' })]],
      },
    });
    await world.merge('contacts');
    const failed = { action: 'SKIP', status: 'ERROR', code: 'record_too_large', message: 'It is too large.' } as const;
    second = await world.addRun({
      streams: { contacts: [[entity('1', { name: 'Anna', ...failed }), entity('2', { name: 'Berta' })]] },
    });
    going = await world.addRun({
      state: 'running',
      streams: { contacts: [[entity('2', { name: 'Annabel', action: 'UPDATE', changes: [{ field: 'name' }] })]] },
    });
  });

  it('tells of each run what it did with the record and why, and how the run came out', async () => {
    const { hits } = await world.search({ externalId: '1' });
    expect(hits).toMatchObject([
      {
        runId: second,
        integrationId: 'i1',
        integrationName: 'Integration i1',
        connector: 'http',
        stream: 'contacts',
        externalId: '1',
        internalId: null,
        name: 'Anna',
        action: 'SKIP',
        status: 'ERROR',
        code: 'record_too_large',
        message: 'It is too large.',
        progress: 'FINISHED',
        outcome: 'SUCCESS',
      },
      { runId: first, stream: 'companies', action: 'CREATE', code: null, message: null },
      {
        runId: first,
        stream: 'contacts',
        action: 'CREATE',
        internalId: internalIdOf({ org: world.org, integrationId: 'i1', stream: 'contacts' }, '1'),
      },
    ]);
    expect((await world.search({ externalId: '2' })).hits[0]).toMatchObject({
      runId: going,
      progress: 'RUNNING',
      outcome: null,
      name: 'Annabel',
    });
  });

  it('by name finds a record under what it was called in any run, whatever the case', async () => {
    const runs = async (q: string) => (await world.search({ q })).hits.map((hit) => [hit.runId, hit.externalId]);
    expect(await runs('ANNAB')).toEqual([
      [going, '2'],
      [second, '2'],
      [first, '2'],
    ]);
    expect(await runs('berta')).toEqual(await runs('annabel'));
    expect(await runs('nna')).toEqual([]);
  });

  it('never finds what has no id', async () => {
    expect((await world.search({ q: 'null' })).hits).toEqual([]);
    expect((await world.search({ q: 'anna' })).hits.filter(({ code }) => code === 'no_id')).toEqual([]);
  });

  it('is narrowed to runs of a time', async () => {
    const startOf = async (id: string) => (await world.deps.runs.get(world.org, id))?.startedAt ?? '';
    const [from, to] = [await startOf(second), await startOf(going)];
    const found = async (filters: SearchFilters) =>
      (await world.search({ externalId: '2', ...filters })).hits.map(({ runId }) => runId);
    expect(await found({ from })).toEqual([going, second]);
    expect(await found({ to })).toEqual([second, first]);
    expect(await found({ from, to })).toEqual([second]);
    expect(await found({ status: 'OK', action: 'UPDATE' })).toEqual([going]);
  });

  it('does not look into another org', async () => {
    const other = newWorld();
    await other.addRun({ streams: { contacts: [[entity('1', { name: 'Anna' })]] } });
    expect((await other.search({ q: 'anna' })).hits).toHaveLength(1);
    expect((await world.search({ q: 'anna' })).hits.every(({ integrationName }) => integrationName)).toBe(true);
    const refused = await searchRecords(
      other.deps,
      { org: other.org, runId: first },
      { q: '1' },
      { limit: 1, cursor: null },
    );
    expect(refused).toEqual({ kind: 'unknown-run', runId: first });
    const ours = internalIdOf({ org: world.org, integrationId: 'i1', stream: 'contacts' }, '1');
    expect((await other.search({ q: ours })).hits).toEqual([]);
  });

  it('forgets runs that are gone', async () => {
    const old = newWorld();
    await old.addRun({ streams: { contacts: [[entity('1', { action: 'CREATE' })]] }, keptDays: 2 });
    await old.merge();
    await old.addRun({ streams: { contacts: [[entity('1')]] }, keptDays: 2 });
    const kept = await old.addRun({ streams: { contacts: [[entity('1')]] } });
    expect((await old.search({ externalId: '1' })).hits).toHaveLength(3);
    old.clock.now += 3 * dayMs;
    const { hits, complete } = await old.search({ externalId: '1' });
    expect(hits.map(({ runId }) => runId)).toEqual([kept]);
    expect(complete).toBe(true);
    // Its names are told by nothing but runs in which nothing changed.
    expect((await old.search({ q: 'name of' })).hits.map(({ runId }) => runId)).toEqual([kept]);
  });

  it.each([
    [{ integrationId: 'nobody' }, { kind: 'unknown-integration', integrationId: 'nobody' }],
    [{ runId: 'nobody' }, { kind: 'unknown-run', runId: 'nobody' }],
    [{ connector: 'ftp' }, { kind: 'unused-connector', connector: 'ftp' }],
    [
      { integrationId: 'i1', stream: 'x' },
      { kind: 'unknown-stream', stream: 'x', known: ['companies', 'contacts'] },
    ],
  ])('is refused in %o, which is not there', async (scope, refusal) => {
    const page = { limit: 10, cursor: null };
    expect(await searchRecords(world.deps, { org: world.org, ...scope }, { q: 'a' }, page)).toEqual(refusal);
  });

  it('finds nothing yet in an integration that never ran, and knows its streams', async () => {
    await world.addIntegration('new', ['contacts', 'deals']);
    const page = { limit: 10, cursor: null };
    const search = (scope: Partial<SearchScope>) =>
      searchRecords(world.deps, { org: world.org, integrationId: 'new', ...scope }, { q: 'a' }, page);
    expect(await search({})).toMatchObject({ kind: 'page', items: [], next: null, complete: true });
    expect(await search({ stream: 'deals' })).toMatchObject({ kind: 'page', items: [] });
    expect(await search({ stream: 'x' })).toMatchObject({ kind: 'unknown-stream', known: ['contacts', 'deals'] });
    const run = { org: world.org, runId: first, stream: 'x' };
    expect(await searchRecords(world.deps, run, { q: 'a' }, page)).toMatchObject({ kind: 'unknown-stream' });
  });

  it('takes a cursor only for the query that it is from', async () => {
    const page = (query: SearchQuery & SearchFilters, scope: Partial<SearchScope>, cursor: string | null) =>
      searchRecords(world.deps, { org: world.org, ...scope }, query, { limit: 1, cursor });
    const one = await page({ q: 'anna' }, {}, null);
    const cursor = (one.kind === 'page' && one.next) || expect.fail('There is no second page.');
    expect((await page({ q: 'anna' }, {}, cursor)).kind).toBe('page');
    for (const [query, scope] of [
      [{ q: 'ann' }, {}],
      [{ externalId: 'anna' }, {}],
      [{ q: 'anna', status: 'OK' }, {}],
      [{ q: 'anna' }, { integrationId: 'i1' }],
      [{ q: 'anna' }, { org: 'org-other' }],
    ] as const) {
      expect(await page(query, scope, cursor)).toEqual({ kind: 'bad-cursor' });
    }
    for (const bad of ['', '%', 'null', `${cursor}x`, Buffer.from('[1,2]').toString('base64url')]) {
      expect(await page({ q: 'anna' }, {}, bad)).toEqual({ kind: 'bad-cursor' });
    }
  });
});

describe('a search for very much', () => {
  it('takes the first hundred records of a name, the same ones whether they are merged or not, and says so', async () => {
    const world = newWorld();
    const many = Array.from({ length: 130 }, (_, id) => entity(`c${id}`, { name: `Same ${id % 3}`, action: 'CREATE' }));
    await world.addRun({ streams: { contacts: [many] } });
    const before = await world.search({ q: 'same' });
    expect(before.complete).toBe(false);
    expect(before.hits).toHaveLength(100);
    expect(before.hits.every(({ name }) => name !== 'Same 2' || before.hits.some((hit) => hit.name === 'Same 1'))).toBe(
      true,
    );
    await world.merge();
    expect(await world.search({ q: 'same' })).toEqual(before);
    // Records that the index knows count once, though a run that is not merged tells them again.
    await world.addRun({ streams: { contacts: [many.map((one) => ({ ...one, action: 'UPDATE' as const }))] } });
    expect((await world.search({ q: 'same 0' })).complete).toBe(true);
    expect((await world.search({ q: 'same 0' })).hits).toHaveLength(88);
    const exact = await world.search({ q: 'c129' });
    expect(exact).toMatchObject({ complete: true, hits: [{ externalId: 'c129' }, { externalId: 'c129' }] });
  });

  it('takes a record under the first of its names', async () => {
    const world = newWorld();
    const many = Array.from({ length: 130 }, (_, id) => entity(`c${id}`, { name: 'Same 1', action: 'CREATE' }));
    const renamed = entity('renamed', { name: 'Same 0', action: 'CREATE' });
    await world.addRun({ streams: { contacts: [[...many, renamed]] } });
    await world.addRun({ streams: { contacts: [[{ ...renamed, name: 'Same 9', action: 'UPDATE' }]] } });
    const before = await world.search({ q: 'same' });
    expect(before.hits.filter(({ externalId }) => externalId === 'renamed')).toHaveLength(2);
    await world.merge();
    expect(await world.search({ q: 'same' })).toEqual(before);
  });

  it('looks through some blocks for a name, and says that there are more; ids are found all the same', async () => {
    const world = newWorld();
    const blocks = Array.from({ length: 100 }, (_, id) => [entity(`c${id}`, { action: 'CREATE' })]);
    await world.addRun({ streams: { contacts: blocks }, state: 'running' });
    const { hits, complete } = await world.search({ q: 'name' });
    expect(complete).toBe(false);
    expect(hits).toHaveLength(64);
    expect(await world.search({ externalId: 'c99' })).toMatchObject({ complete: true, hits: [{ externalId: 'c99' }] });
  });

  it('looks through what changed only, where an index knows the names', async () => {
    const world = newWorld();
    const all = Array.from({ length: 80 }, (_, id) => entity(`c${id}`, { action: 'CREATE' }));
    await world.addRun({ streams: { contacts: [all] } });
    await world.merge();
    const blocks = all.map((one): EntityEntry[] => [{ ...one, action: 'NONE' }]);
    await world.addRun({ streams: { contacts: [...blocks, [entity('c7', { name: 'New name', action: 'UPDATE' })]] } });
    world.trail.state.blocksRead = 0;
    const { hits, complete } = await world.search({ q: 'new name' });
    expect(complete).toBe(true);
    expect(hits.map(({ externalId }) => externalId)).toEqual(['c7', 'c7']);
  });

  it('goes on by cursor where hundreds of runs wait to be merged, none missed and none twice', async () => {
    const world = newWorld();
    const all: string[] = [];
    for (let run = 0; run < 150; run++) {
      all.unshift(await world.addRun({ streams: { contacts: [[entity('a')]] } }));
      if (run === 3 || run === 100) await world.merge();
    }
    for (const limit of [1_000, 7]) {
      const { hits } = await world.search({ externalId: 'a' }, {}, limit);
      expect(hits.map(({ runId }) => runId)).toEqual(all);
    }
  });

  it('finds everything though its index is replaced twice meanwhile', async () => {
    const world = newWorld();
    const all = [await world.addRun({ streams: { contacts: [[entity('a')]] } })];
    await world.merge();
    let asked = 0;
    const { indexes } = world.deps;
    const slow = Object.assign(Object.create(indexes), {
      list: async (org: string) => {
        const seen = await indexes.list(org);
        for (let merge = 0; merge < 2 && asked === 0; merge++) {
          all.unshift(await world.addRun({ streams: { contacts: [[entity('a')]] } }));
          await world.merge();
        }
        asked += 1;
        return seen;
      },
    });
    const page = { limit: 10, cursor: null };
    const found = await searchRecords({ ...world.deps, indexes: slow }, { org: world.org }, { q: 'a' }, page);
    expect(found).toMatchObject({ items: all.map((runId) => ({ runId })), complete: true });
    expect(asked).toBe(2);
  });

  it('reads the head and one block of an index, and looks into no run that is merged', async () => {
    const world = newWorld();
    const all = Array.from({ length: 3_000 }, (_, id) => entity(`c${id}`));
    for (let run = 0; run < 3; run++) await world.addRun({ streams: { contacts: [all] } });
    await world.merge();
    world.trail.state.blocksRead = 0;
    expect((await world.search({ externalId: 'c1234' })).hits).toHaveLength(3);
    expect(world.trail.state.blocksRead).toBe(0);
  });
});
