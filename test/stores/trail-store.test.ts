import { randomBytes, randomUUID } from 'node:crypto';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { s3Objects } from '../../shared/aws/s3-objects.ts';
import { hash64 } from '../../shared/fingerprints/hash.ts';
import type { Objects } from '../../shared/objects/objects.ts';
import { chunksPerGroup, summaryKey } from '../../shared/table/keys.ts';
import { countBlock, everyOutcome } from '../../shared/trail/count-block.ts';
import { mayHold } from '../../shared/trail/id-filter.ts';
import type { TrailBlock } from '../../shared/trail/trail-block.ts';
import { TrailStore } from '../../shared/trail/trail-store.ts';
import { type OpenTables, openTables } from './open-tables.ts';

let tables: OpenTables;
let s3: Awaited<ReturnType<typeof openBucket>>;
let trail: TrailStore;

beforeAll(async () => {
  [tables, s3] = await Promise.all([openTables(), openBucket()]);
  trail = new TrailStore(tables.trail, s3.objects);
});
afterAll(async () => {
  await tables?.close();
  await s3?.close();
});

async function openBucket() {
  const fauxqs = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${fauxqs.port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  });
  await client.send(new CreateBucketCommand({ Bucket: 'payloads' }));
  const objects: Objects = s3Objects(client, 'payloads');
  return {
    objects,
    close: async () => {
      client.destroy();
      await fauxqs.stop();
    },
  };
}

const newStep = () => ({ org: 'org', runId: randomUUID(), stream: 'a b' });

/** `bytes` of noise for each of three records, so that compressing does not help. */
function blockOf(chunk: number, bytes = 10): TrailBlock {
  const entities = Array.from({ length: 3 }, (_, n) => ({
    externalId: n === 2 ? null : `id-${chunk}-${n}`,
    name: `Name ${n}`,
    page: chunk + 10 + n,
    action: n === 0 ? ('UPDATE' as const) : ('SKIP' as const),
    status: n === 0 ? ('OK' as const) : ('WARNING' as const),
    message: randomBytes(bytes).toString('base64'),
    code: 'code',
  }));
  return { at: '2026-01-01T00:00:00.000Z', pages: [], calls: [], entities };
}

const put = (step: ReturnType<typeof newStep>, chunk: number, block: TrailBlock) => {
  const keys = block.entities.flatMap(({ externalId }) => (externalId === null ? [] : hash64(externalId)));
  return trail.putAll([
    { chunk: { ...step, chunk }, block, keys, counts: countBlock(block), expiresAt: 2_000_000_000 },
  ]);
};

it('gives back the blocks, in whatever order they are asked for, and says which is missing', async () => {
  const step = newStep();
  const chunks = [0, 1, 2, chunksPerGroup - 1, chunksPerGroup, 3 * chunksPerGroup];
  const blocks = chunks.map((chunk) => blockOf(chunk));
  for (const [n, chunk] of chunks.entries()) await put(step, chunk, blocks[n] as TrailBlock);
  expect(await trail.blocks(step, chunks.toReversed())).toEqual(blocks.toReversed());
  expect(await trail.block({ ...step, chunk: 1 })).toEqual(blocks[1]);
  expect(await trail.block({ ...step, chunk: 7 })).toBeUndefined();
  await expect(trail.blocks(step, [0, 7])).rejects.toThrow(`The trail of run ${step.runId} lacks a b`);
  expect(await trail.block({ ...step, org: 'other', chunk: 1 })).toBeUndefined();
});

it('summarises each chunk of a group: counts, outcomes, pages and which ids it may hold', async () => {
  const step = newStep();
  for (const chunk of [12, 3, chunksPerGroup]) await put(step, chunk, blockOf(chunk));
  await put(step, 4, { ...blockOf(4), entities: [] });
  const summaries = await trail.summaries(step, 0);
  expect(summaries.map(({ chunk }) => chunk)).toEqual([3, 4, 12]);
  expect(summaries[0]).toMatchObject({ entities: 3, calls: 0, firstPage: 13, lastPage: 15 });
  expect(summaries[0]?.counts).toMatchObject({ updated: 1, skipped: 2, warnings: 2, created: 0 });
  expect(summaries[0]?.outcomes).toEqual(['SW', 'UO']);
  expect(summaries[1]).toMatchObject({ entities: 0, outcomes: [], firstPage: null, lastPage: null });
  const holding = summaries.filter(({ idFilter }) => mayHold(idFilter, hash64('id-12-1')));
  expect(holding.map(({ chunk }) => chunk)).toContain(12);
  expect(await trail.summaries(step, 5)).toEqual([]);
});

it('rules nothing out by a summary that was written before it held outcomes', async () => {
  const step = newStep();
  await put(step, 0, blockOf(0));
  const key = summaryKey({ ...step, chunk: 0 });
  const { outcomes, ...item } = (await tables.trail.get(key)) ?? { ...key, outcomes: undefined };
  expect(outcomes).toBe('SW,UO');
  await tables.trail.put({ ...item, ...key });
  expect(await trail.summaries(step, 0)).toMatchObject([{ outcomes: everyOutcome }]);
});

it('puts a block into the bucket where an item could not hold it, and reads it all the same', async () => {
  const step = newStep();
  const large = blockOf(0, 200_000);
  const small = blockOf(1, 50_000);
  await put(step, 0, large);
  await put(step, 1, small);
  const object = `org/blocks/${step.runId}/a%20b/0`;
  expect((await s3.objects.get(object))?.byteLength).toBeGreaterThan(350 * 1024);
  expect(await s3.objects.get(object.replace(/0$/, '1'))).toBeUndefined();
  expect(await trail.blocks(step, [0, 1])).toEqual([large, small]);
  await s3.objects.remove(object);
  await expect(trail.block({ ...step, chunk: 0 })).rejects.toThrow('is no longer there');
});

it('may be written again: the last block of a chunk counts', async () => {
  const step = newStep();
  await put(step, 0, blockOf(0, 200_000));
  const again = blockOf(0);
  await put(step, 0, again);
  expect(await trail.block({ ...step, chunk: 0 })).toEqual(again);
  expect(await trail.summaries(step, 0)).toHaveLength(1);
});

it('reads 32 blocks that fill their items at once', { timeout: 60_000 }, async () => {
  const step = newStep();
  const chunks = Array.from({ length: 32 }, (_, chunk) => chunk);
  const blocks = chunks.map((chunk) => blockOf(chunk, 110_000));
  for (const chunk of chunks) await put(step, chunk, blocks[chunk] as TrailBlock);
  expect(await trail.blocks(step, chunks)).toEqual(blocks);
});
