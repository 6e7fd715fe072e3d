import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { entityActions, severities } from '../../shared/api/entity.ts';
import { isWithin, matcherOf, mayHoldEntity } from '../../shared/readers/entity-filters.ts';
import { internalIdOf } from '../../shared/records/stored-record.ts';
import { everyOutcome, outcomesOf } from '../../shared/trail/count-block.ts';
import type { ChunkFacts } from '../../shared/trail/readable-trail.ts';
import type { EntityEntry } from '../../shared/trail/trail-block.ts';

const entity = fc.record({
  externalId: fc.constant('id'),
  name: fc.constant(null),
  page: fc.constant(7),
  action: fc.constantFrom(...entityActions),
  status: fc.constantFrom(...severities),
});

const step = { org: 'org', integrationId: 'integration', stream: 'contacts' };

const summaryOf = (entities: readonly EntityEntry[]): ChunkFacts => ({
  chunk: 0,
  entities: entities.length,
  calls: 0,
  outcomes: outcomesOf({ entities }),
  firstPage: entities.length === 0 ? null : 7,
  lastPage: entities.length === 0 ? null : 7,
});

it('rules out exactly the chunks in which no record had such an action and such a status', () => {
  const filters = [undefined, ...entityActions].flatMap((action) =>
    [undefined, ...severities].map((status) => ({ action, status })),
  );
  fc.assert(
    fc.property(fc.array(entity, { maxLength: 5 }), (entities) => {
      for (const filter of filters) {
        expect(mayHoldEntity(summaryOf(entities), filter)).toBe(entities.some(matcherOf(filter, step)));
      }
    }),
  );
  expect(mayHoldEntity(summaryOf([]), {})).toBe(false);
});

it('names an outcome by two letters, in alphabetical order, each once', () => {
  const of = (action: EntityEntry['action'], status: EntityEntry['status']): EntityEntry => ({
    externalId: null,
    name: null,
    page: null,
    action,
    status,
  });
  expect(outcomesOf({ entities: [of('SKIP', 'WARNING'), of('NONE', 'OK'), of('SKIP', 'WARNING')] })).toEqual([
    'NO',
    'SW',
  ]);
  expect(everyOutcome).toHaveLength(entityActions.length * severities.length);
  expect(new Set(everyOutcome).size).toBe(everyOutcome.length);
});

it('rules out by page, too', () => {
  const summary = summaryOf([{ externalId: 'a', name: null, page: 7, action: 'NONE', status: 'OK' }]);
  expect([6, 7, 8].map((page) => mayHoldEntity(summary, { page }))).toEqual([false, true, false]);
});

it('rules out by time, where the summary tells it', () => {
  const entry: EntityEntry = { externalId: 'a', name: null, page: 7, action: 'NONE', status: 'OK' };
  const at = '2026-03-01T12:00:00.000Z';
  const [before, after] = ['2026-03-01T11:59:59.999Z', '2026-03-01T12:00:00.001Z'];
  const holds = (filters: { from?: string; to?: string }) => mayHoldEntity({ ...summaryOf([entry]), at }, filters);
  for (const [filters, expected] of [
    [{ from: at }, true],
    [{ from: after }, false],
    [{ to: at }, false],
    [{ to: after }, true],
    [{ from: before, to: after }, true],
  ] as const) {
    expect(holds(filters), JSON.stringify(filters)).toBe(expected);
    expect(isWithin(at, filters)).toBe(expected);
    expect(mayHoldEntity(summaryOf([entry]), filters)).toBe(true);
  }
});

it('takes a text as a search takes it: an id, our own id, or how a name begins', () => {
  const entry: EntityEntry = { externalId: 'a/b', name: 'E\u0301mile ΣΑΣ', page: 7, action: 'NONE', status: 'OK' };
  const fits = (q: string, of = step) => matcherOf({ q }, of)(entry);
  for (const q of ['a/b', 'É', 'émile', 'émile σα', 'ÉMILE σας', internalIdOf(step, 'a/b')])
    expect(fits(q), q).toBe(true);
  for (const q of ['a', 'A/B', 'mile', internalIdOf(step, 'a')]) expect(fits(q), q).toBe(false);
  expect(fits(internalIdOf(step, 'a/b'), { ...step, stream: 'companies' })).toBe(false);
});
