import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Running } from '../../local/emulators/listen.ts';
import { readManifest } from '../../shared/archive/manifest.ts';
import { type Services, startServices } from '../pipeline/services.ts';
import { createWorld, org, type World } from '../pipeline/world.ts';
import { callingSource, startOddServer } from './calling-source.ts';

let services: Services;
let world: World;
let source: Running;
let directory: string;
let runId: string;

beforeAll(async () => {
  services = await startServices();
  source = await startOddServer();
  directory = await mkdtemp(join(tmpdir(), 'syncline-archive-'));
  world = createWorld(services, { records: 70, characters: 1_000_000, flushAfterMs: 2_000, perCheckpoint: 64 });
  await world.reads(callingSource(source.url, 0));
  await world.run();
  await world.reads(callingSource(source.url, 1));
  ({ runId } = await world.run({ type: 'full' }));
  await world.archive(runId);
  // What a person does who has nothing but the bucket.
  for (const { files } of (await readManifest(services.archive, org, runId)).steps) {
    for (const { key, bytes } of files) {
      const object = (await services.archive.get(key)) ?? new Uint8Array();
      expect(object.byteLength).toBe(bytes);
      await writeFile(join(directory, basename(key)), object);
    }
  }
});
afterAll(async () => {
  await source.close();
  await services.close();
  await rm(directory, { recursive: true, force: true });
});

/** An engine that was not written by us. */
async function query(sql: string): Promise<Record<string, unknown>[]> {
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(sql.replaceAll('DIRECTORY', directory));
    return reader.getRowObjectsJson() as Record<string, unknown>[];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

it('opens in another engine, with the entities that the API gives', async () => {
  const rows = await query(
    `SELECT external_id, name, action, status, code, message, page FROM 'DIRECTORY/entities-*.parquet'`,
  );
  const entities = await world.entities(runId);
  const told = ({ externalId, name, action, status, code, message, page }: (typeof entities)[number]) =>
    JSON.stringify({ external_id: externalId, name, action, status, code, message, page });
  expect(rows.map((row) => JSON.stringify(row)).toSorted()).toEqual(entities.map(told).toSorted());
});

it('counts there as the run does', async () => {
  const { counts } = await world.read(runId);
  const rows = await query(
    `SELECT action, count(*)::INT AS n FROM 'DIRECTORY/entities-*.parquet' GROUP BY action ORDER BY action`,
  );
  expect(rows).toEqual([
    { action: 'CREATE', n: counts.created },
    { action: 'DELETE', n: counts.deleted },
    { action: 'NONE', n: counts.unchanged },
    { action: 'SKIP', n: counts.skipped },
    { action: 'UPDATE', n: counts.updated },
  ]);
});

it('finds one record by its id, and what changed in it', async () => {
  const [row, ...others] = await query(`SELECT * FROM 'DIRECTORY/entities-*.parquet' WHERE external_id = 'id-33'`);
  expect(others).toEqual([]);
  const found = await world.trailReader.entity(org, runId, 'contacts', 'id-33');
  expect(row).toMatchObject({ action: found?.entity.action, page: found?.entity.page });
  expect(JSON.parse(String(row?.['changes']))).toEqual(found?.entity.changes);
});

it('joins calls and pages by the number of the page', async () => {
  const rows = await query(
    `SELECT p.page::INT AS page, count(*)::INT AS calls, max(c.status) AS status FROM 'DIRECTORY/pages-*.parquet' p JOIN (SELECT * FROM 'DIRECTORY/calls-*.parquet') c ON c.page = p.page GROUP BY p.page ORDER BY p.page`,
  );
  const pages = await world.trailReader.pages(org, runId, {}, { limit: 100, cursor: null });
  if (pages === 'bad-cursor') throw new Error('The cursor was refused.');
  expect(rows.map(({ page, calls }) => ({ page, calls }))).toEqual(
    pages.items.map(({ page, calls }) => ({ page, calls })).toReversed(),
  );
});

it('has a Bloom filter for each row group, and is compressed with zstd', async () => {
  const groups = await query(
    "SELECT bloom_filter_length > 0 AS bloom, compression FROM parquet_metadata('DIRECTORY/entities-*.parquet') WHERE path_in_schema = 'external_id'",
  );
  expect(groups.length).toBeGreaterThan(0);
  for (const group of groups) expect(group).toEqual({ bloom: true, compression: 'ZSTD' });
});
