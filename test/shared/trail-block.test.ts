import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { entityActions } from '../../shared/api/entity.ts';
import { severities } from '../../shared/api/severities.ts';
import { countBlock } from '../../shared/trail/count-block.ts';
import { decodeBlock, type EntityEntry, encodeBlock, type TrailBlock } from '../../shared/trail/trail-block.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('', '__proto__', '\n', '\u2028', '🎈'),
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const jsonValue = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as unknown);

const entity: fc.Arbitrary<EntityEntry> = fc.record(
  {
    externalId: maybe(text),
    name: maybe(text),
    page: maybe(fc.integer({ min: 1, max: 5 })),
    action: fc.constantFrom(...entityActions),
    status: fc.constantFrom(...severities),
    code: fc.constantFrom('no_id', 'duplicate_id'),
    message: text,
    content: fc.constant('0123456789abcdef'),
    changes: fc.array(fc.record({ field: text, old: jsonValue, new: jsonValue }, { requiredKeys: ['field'] })),
  },
  { requiredKeys: ['externalId', 'name', 'page', 'action', 'status'] },
);

const call = fc.record({
  method: fc.constantFrom('GET', 'POST'),
  url: text,
  params: fc.dictionary(
    fc.string().filter((name) => name !== '__proto__'),
    text,
    { noNullPrototype: true },
  ),
  status: maybe(fc.integer()),
  durationMs: fc.nat(),
  attempt: fc.nat(),
  at: fc.constant('2026-01-01T00:00:00.000Z'),
  page: maybe(fc.nat()),
  error: maybe(text),
  rateLimit: maybe(fc.record({ limit: maybe(fc.nat()), remaining: maybe(fc.nat()), resetAt: fc.constant(null) })),
});

const page = fc.record({
  page: fc.nat(),
  at: fc.constant('2026-01-01T00:00:00.000Z'),
  method: maybe(fc.constant('GET')),
  url: maybe(text),
  records: fc.nat(),
  calls: fc.nat(),
  retries: fc.nat(),
  rateLimit: fc.constant(null),
  error: maybe(text),
});

const block: fc.Arbitrary<TrailBlock> = fc.record({
  at: fc.constant('2026-01-01T00:00:00.000Z'),
  pages: fc.array(page, { maxLength: 4 }),
  calls: fc.array(call, { maxLength: 4 }),
  entities: fc.array(entity, { maxLength: 40 }),
});

it('says after unpacking what was packed', () => {
  fc.assert(
    fc.property(block, (original) => {
      expect(decodeBlock(encodeBlock(original))).toEqual(original);
    }),
    { numRuns: 300 },
  );
});

it('keeps what is there but empty', () => {
  const entities: EntityEntry[] = [
    { externalId: null, name: null, page: null, action: 'CREATE', status: 'OK', message: '' },
    { externalId: 'a', name: '', page: 1, action: 'UPDATE', status: 'OK', changes: [] },
  ];
  const original: TrailBlock = { at: '2026-01-01T00:00:00.000Z', pages: [], calls: [], entities };
  expect(decodeBlock(encodeBlock(original))).toEqual(original);
});

it('refuses damaged bytes', () => {
  const bytes = encodeBlock({ at: '', pages: [], calls: [], entities: [] });
  expect(() => decodeBlock(bytes.subarray(0, bytes.length / 2))).toThrow();
  expect(() => decodeBlock(new Uint8Array(20))).toThrow();
});

it('takes a few bytes for a record that has not changed', () => {
  const entities = Array.from(
    { length: 1_000 },
    (_, n): EntityEntry => ({
      externalId: `c-${n}`,
      name: `Contact ${n}`,
      page: n / 100,
      action: 'NONE',
      status: 'OK',
    }),
  );
  expect(encodeBlock({ at: '', pages: [], calls: [], entities }).byteLength).toBeLessThan(25 * entities.length);
});

it('counts every entity once by what was done, and once by how it went', () => {
  fc.assert(
    fc.property(fc.array(entity), (entities) => {
      const counts = countBlock({ at: '', pages: [], calls: [], entities });
      const { created, updated, deleted, unchanged, skipped, failed, failedDeletions, infos, warnings, errors } =
        counts;
      expect(created + updated + deleted + unchanged + skipped + failed).toBe(entities.length);
      expect(failed).toBe(errors);
      expect(failedDeletions).toBe(
        entities.filter(({ action, status }) => action === 'DELETE' && status === 'ERROR').length,
      );
      expect(infos + warnings + errors).toBe(entities.filter(({ status }) => status !== 'OK').length);
    }),
  );
});
