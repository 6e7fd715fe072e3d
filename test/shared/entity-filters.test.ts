import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { entityActions, severities } from '../../shared/api/entity.ts';
import { matcherOf, mayHoldEntity } from '../../shared/readers/entity-filters.ts';
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
        expect(mayHoldEntity(summaryOf(entities), filter)).toBe(entities.some(matcherOf(filter)));
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
