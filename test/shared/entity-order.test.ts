import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { inTrailOrder } from '../../shared/trail/entity-order.ts';
import type { EntityEntry } from '../../shared/trail/trail-block.ts';

const entry = (page: number | null, externalId: string | null, name: string | null = null): EntityEntry => ({
  externalId,
  name,
  page,
  action: 'NONE',
  status: 'OK',
});

it('orders by page, then by id; what has none comes last', () => {
  const inOrder = [
    entry(2, ''),
    entry(2, 'Z'),
    entry(2, 'a'),
    entry(2, 'a10'),
    entry(2, 'a2'),
    entry(2, 'é'),
    // UTF-16 puts surrogates before what UTF-8 puts before them.
    entry(2, '🙂'),
    entry(2, '～'),
    entry(2, null),
    entry(10, 'a'),
    entry(10, null),
    entry(null, 'a'),
    entry(null, null),
  ];
  fc.assert(
    fc.property(fc.shuffledSubarray(inOrder, { minLength: inOrder.length }), (shuffled) => {
      expect(inTrailOrder(shuffled)).toEqual(inOrder);
    }),
  );
});

it('leaves equal ones as they came, so that a record stays before its double', () => {
  const doubles = Array.from({ length: 50 }, (_, n) => entry(n % 2, n % 3 === 0 ? null : 'same', String(n)));
  for (const page of [0, 1]) {
    for (const id of ['same', null]) {
      const names = inTrailOrder(doubles).flatMap((one) =>
        one.page === page && one.externalId === id ? one.name : [],
      );
      expect(names).toEqual(names.toSorted((a, b) => Number(a) - Number(b)));
    }
  }
});
