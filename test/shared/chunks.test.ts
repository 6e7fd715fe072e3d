import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesPerMessage, type ChunkEnvelope, type ChunkPayload } from '../../shared/chunks/chunk.ts';
import { decodePayload, encodePayload } from '../../shared/chunks/chunk-codec.ts';
import { packMessage, readEnvelope, unpackMessage } from '../../shared/chunks/chunk-message.ts';
import type { Objects } from '../../shared/objects/objects.ts';

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\n', 'a\nb', '\r\n', '\u2028', '🎈'));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const oneRecord = fc.record({ id: maybe(text), name: maybe(text), page: fc.nat(), line: fc.json() });

const recordsPayload: fc.Arbitrary<ChunkPayload> = fc.array(oneRecord, { maxLength: 30 }).map((all) => ({
  kind: 'records',
  pages: [],
  calls: [],
  ids: all.map(({ id }) => id),
  names: all.map(({ name }) => name),
  pageOf: all.map(({ page }) => page),
  duplicates: all.flatMap(({ page }, position) => (page % 3 === 0 ? [position] : [])),
  lines: all.map(({ line }) => line),
}));
const deletionsPayload = fc.record({ kind: fc.constant('deletions' as const), keys: fc.array(fc.string()) });
const payload = fc.oneof(recordsPayload, deletionsPayload);

const envelope: ChunkEnvelope = {
  org: 'org',
  runId: 'run',
  stream: 'a/b\n#1',
  chunk: 7,
  integrationId: 'integration',
  fingerprints: null,
  kind: 'records',
  records: 1,
  verify: 'none',
  hotUntil: 2_000_000_000,
};

/** Three times what a message takes, in noise that no compression makes smaller. */
const large: ChunkPayload = {
  kind: 'records',
  pages: [],
  calls: [],
  ids: ['a'],
  names: [null],
  pageOf: [1],
  duplicates: [],
  lines: [JSON.stringify(randomBytes(3 * bytesPerMessage).toString('base64'))],
};

function bucket(): Objects & { readonly kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  return {
    kept,
    get: async (key) => kept.get(key),
    getRange: async (key, start, end) => kept.get(key)?.subarray(start, end),
    put: async (key, bytes) => void kept.set(key, bytes),
    remove: async (key) => void kept.delete(key),
  };
}

it('says after unpacking what was packed, with each record as the very text that it was', async () => {
  await fc.assert(
    fc.asyncProperty(payload, async (original) => {
      expect(decodePayload(await encodePayload(original))).toEqual(original);
    }),
  );
  const objects = bucket();
  await fc.assert(
    fc.asyncProperty(payload, async (original) => {
      const body = await packMessage(objects, envelope, original);
      expect(readEnvelope(body)).toEqual({ ...envelope, object: null });
      expect(await unpackMessage(objects, body)).toEqual(original);
    }),
  );
  expect(objects.kept.size).toBe(0);
});

it('goes through the bucket where a message could not hold it', async () => {
  const objects = bucket();
  const body = await packMessage(objects, envelope, large);
  expect(Buffer.byteLength(body)).toBeLessThan(1_000);
  expect([...objects.kept.keys()]).toEqual(['org/chunks/run/a%2Fb%0A%231/7']);
  expect(await unpackMessage(objects, body)).toEqual(large);
  objects.kept.clear();
  expect(readEnvelope(body).chunk).toBe(7);
  await expect(unpackMessage(objects, body)).rejects.toThrow(
    'org/chunks/run/a%2Fb%0A%231/7 of this chunk is no longer there',
  );
});

it('fits into a message of SQS, which takes 1 MiB, whatever it holds', async () => {
  const almost: ChunkPayload = { kind: 'deletions', keys: [randomBytes(186_000).toString('base64')] };
  const body = await packMessage(bucket(), envelope, almost);
  expect(readEnvelope(body).object).toBeNull();
  expect(Buffer.byteLength(body)).toBeLessThan(1024 * 1024);
});

it('is refused where it is damaged, and its envelope can be read all the same', async () => {
  const body = await packMessage(bucket(), envelope, { kind: 'deletions', keys: ['0123456789abcdef'] });
  const end = body.indexOf('\n') + 1;
  for (const damaged of ['', 'AAAA', body.slice(end, -12), 'no base64 ***']) {
    const message = body.slice(0, end) + damaged;
    expect(readEnvelope(message)).toMatchObject(envelope);
    await expect(unpackMessage(bucket(), message)).rejects.toThrow();
  }
});

it('is refused where records are missing or too many', async () => {
  const whole: ChunkPayload = { ...large, kind: 'records', ids: ['a', 'b'], lines: ['1'] } as ChunkPayload;
  const more: ChunkPayload = { ...large, kind: 'records', ids: ['a'], lines: ['1', '2'] } as ChunkPayload;
  const [short, long] = [await encodePayload(whole), await encodePayload(more)];
  expect(() => decodePayload(short)).toThrow('names 2 records and holds 1');
  expect(() => decodePayload(long)).toThrow('names 1 records and holds 2');
});
