import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  blockKey,
  chunksPerGroup,
  exportPartKey,
  groupOfChunk,
  integrationKey,
  integrationNameKey,
  integrationRunsValue,
  recordKey,
  recordShards,
  runKey,
  searchIndexesOf,
  searchIndexKey,
  stepKey,
  stepsOfRun,
  streamLockKey,
  streamStateKey,
  summariesOfGroup,
  summaryKey,
  tallyKey,
} from '../../shared/table/keys.ts';

const awkward = fc.constantFrom('#', 'RUN', 'a#RUN#b', '/', '%23', '..', ' ', 'ü', '0');
const name = fc.oneof(fc.string({ unit: 'grapheme', minLength: 1 }), awkward);
/** Account ids and ids of ours hold no separator; names of streams hold whatever they like. */
const id = fc.stringMatching(/^[\w-]{1,12}$/);
const hash = fc.stringMatching(/^[0-9a-f]{16}$/);

const parts = fc.record({
  org: id,
  integrationId: id,
  runId: id,
  stream: name,
  chunk: fc.nat({ max: 99_999_999 }),
  hash,
});
type Parts = typeof parts extends fc.Arbitrary<infer One> ? One : never;

/** Every key there is, each with the parts that it stands for. */
const keysOf = (p: Parts): Record<string, { pk: string; sk: string; of: unknown }> => ({
  integration: { ...integrationKey(p.org, p.integrationId), of: [p.org, p.integrationId] },
  integrationName: { ...integrationNameKey(p.org, p.stream), of: [p.org, p.stream.toLowerCase()] },
  streamState: { ...streamStateKey(p), of: [p.org, p.integrationId, p.stream] },
  streamLock: { ...streamLockKey(p), of: [p.org, p.integrationId, p.stream] },
  searchIndex: { ...searchIndexKey(p), of: [p.org, p.integrationId, p.stream] },
  run: { ...runKey(p.org, p.runId), of: [p.org, p.runId] },
  step: { ...stepKey(p), of: [p.org, p.runId, p.stream] },
  tally: { ...tallyKey(p, groupOfChunk(p.chunk)), of: [p.org, p.runId, p.stream, groupOfChunk(p.chunk)] },
  summary: { ...summaryKey(p), of: [p.org, p.runId, p.stream, p.chunk] },
  block: { ...blockKey(p), of: [p.org, p.runId, p.stream, p.chunk] },
  exportPart: {
    ...exportPartKey(p, { format: 'csv', of: 'calls', from: p.chunk, through: p.chunk }),
    of: [p.org, p.runId, p.stream, p.chunk],
  },
  record: { ...recordKey(p, p.hash), of: [p.org, p.integrationId, p.stream, p.hash] },
});

it('begins with its org, and nothing of another org has the same', () => {
  fc.assert(
    fc.property(parts, id, (p, other) => {
      for (const { pk, sk } of Object.values(keysOf(p))) {
        expect(pk.startsWith(`${p.org}#`)).toBe(true);
        expect(sk).not.toBe('');
      }
      for (const shard of recordShards(p)) expect(shard.startsWith(`${p.org}#`)).toBe(true);
      expect(integrationRunsValue(p.org, p.integrationId).startsWith(`${p.org}#`)).toBe(true);
      expect(searchIndexKey(p).sk.startsWith(searchIndexesOf(p.org, p.integrationId).prefix)).toBe(true);
      expect(stepsOfRun(p.org, p.runId).pk.startsWith(`${p.org}#`)).toBe(true);
      if (other === p.org) return;
      const mine = new Set(Object.values(keysOf(p)).map(({ pk }) => pk));
      for (const { pk } of Object.values(keysOf({ ...p, org: other }))) expect(mine.has(pk)).toBe(false);
    }),
  );
});

it('stands for one thing: two keys are the same only where all their parts are', () => {
  // Few values for each part, so that many pairs have all but one in common.
  const crowded = fc.record({
    org: fc.constantFrom('a', 'b'),
    integrationId: fc.constantFrom('a', 'RUN'),
    runId: fc.constantFrom('a', 'RUN'),
    stream: fc.constantFrom('a', 'a#0', 'a%230', '0', 'A', 'RUN', 'a#RUN'),
    chunk: fc.constantFrom(0, 1, 10, 255, 256),
    hash: fc.constantFrom('0000000000000000', 'a000000000000000'),
  });
  fc.assert(
    fc.property(crowded, crowded, (one, other) => {
      const text = ({ pk, sk }: { pk: string; sk: string }) => JSON.stringify([pk, sk]);
      for (const [kind, key] of Object.entries(keysOf(one))) {
        for (const [otherKind, otherKey] of Object.entries(keysOf(other))) {
          const same = kind === otherKind && JSON.stringify(key.of) === JSON.stringify(otherKey.of);
          expect(text(key) === text(otherKey), `${kind} ${text(key)}, ${otherKind} ${text(otherKey)}`).toBe(same);
        }
      }
    }),
    { numRuns: 500 },
  );
});

it('sorts chunks by their numbers, in groups of 256', () => {
  fc.assert(
    fc.property(parts, fc.nat({ max: 99_999_999 }), (p, other) => {
      const [one, two] = [summaryKey(p), summaryKey({ ...p, chunk: other })];
      expect(one.pk === two.pk).toBe(Math.floor(p.chunk / chunksPerGroup) === Math.floor(other / chunksPerGroup));
      expect(one.sk < two.sk).toBe(p.chunk < other);
      const { pk, prefix } = summariesOfGroup(p, groupOfChunk(p.chunk));
      expect([one.pk, one.sk.startsWith(prefix), blockKey(p).sk.startsWith(prefix)]).toEqual([pk, true, false]);
    }),
  );
});

it('puts every record into one of its shards', () => {
  fc.assert(
    fc.property(parts, (p) => {
      expect(recordShards(p).filter((shard) => shard === recordKey(p, p.hash).pk)).toHaveLength(1);
      expect(new Set(recordShards(p)).size).toBe(16);
    }),
  );
});
