import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Api, everyItem } from '../../cli/api-client.ts';
import { listen } from '../../local/emulators/listen.ts';
import type { Run } from '../../shared/api/run.ts';
import { copyAssembly } from '../harness/assembly.ts';
import { freePort } from '../harness/free-port.ts';
import { httpSettings } from '../harness/product.ts';
import { compareRecords, noDifference } from '../harness/records.ts';
import { sync, waitForRun } from '../harness/syncs.ts';
import { randomOf } from '../pipeline/mortal.ts';
import { type ChangingSource, manifest, type StreamName, startChangingSource, streams } from './changing-source.ts';
import { Ledger } from './ledger.ts';
import { readStored } from './read-stored.ts';
import { killWhatStillRuns, type ProductProcess, startProcess } from './start-process.ts';

const kills = 10;
/** The end of a killed run may be left to the sweep, which comes once a minute and leaves a run a minute to start. */
const endsWithinSeconds = 150;
const streamNames = Object.keys(streams) as StreamName[];

let directory: string;
let source: ChangingSource;
const random = randomOf(20_260_101);

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'syncline-kill-'));
  [source] = await Promise.all([startChangingSource(random), copyAssembly(join(directory, 'assembly'))]);
});

afterAll(async () => {
  await killWhatStillRuns();
  await source?.close();
  await rm(directory, { recursive: true, force: true });
});

/** Resolves within a run: while the source is read, or behind that (applying, deleting, closing), or at its very start. */
async function momentOf(kill: number): Promise<void> {
  if (kill % 5 === 4) return delay(random() * 100);
  if (kill % 2 === 0) return source.afterRequests(Math.ceil(random() * source.pages()));
  await source.afterRequests(source.pages() - 1);
  await delay(random() * 1_500);
}

/** Starts a run and kills the process within it; now and then once more, while the next one deals with that run. */
async function killWithinRun(product: ProductProcess, kill: number, integrationId: string): Promise<string> {
  const moment = momentOf(kill);
  const { runId } = await product.api.startRun(integrationId, { type: 'full' });
  await moment;
  await product.kill();
  if (kill % 5 !== 2) return runId;
  const next = await startProcess(directory);
  await delay(random() * 200);
  await next.kill();
  return runId;
}

const allRuns = (api: Api): Promise<Run[]> =>
  Array.fromAsync(everyItem((parameters) => api.runs(parameters), { limit: 100 }));

it('starts on another port where its own is taken meanwhile', { timeout: 60_000 }, async () => {
  const taken = await listen(createServer());
  const ports = [Number(new URL(taken.url).port), await freePort()];
  const product = await startProcess(directory, async () => ports.shift() ?? 0);
  expect(ports).toEqual([]);
  expect((await product.api.runs({})).items).toEqual([]);
  expect(await product.stop()).toBe(0);
  await taken.close();
});

it('is killed within run after run, and neither hangs nor loses nor doubles anything', {
  timeout: 600_000,
}, async () => {
  let product = await startProcess(directory);
  const settings = httpSettings(manifest, { base_url: source.url });
  const { integrationId } = await product.api.createIntegration({
    name: 'changing',
    connector: 'http',
    settings,
    // What several killed runs did not see is a great deal at once.
    deletionGuard: null,
  });

  for (let killed = 0, attempt = 0; killed < kills; attempt++) {
    expect(attempt, 'kills that came too late, when the run had ended').toBeLessThan(2 * kills);
    const runId = await killWithinRun(product, attempt, integrationId);
    product = await startProcess(directory);
    const run = await waitForRun(product.api, runId, endsWithinSeconds);
    if (run.progress === 'ABORTED') killed += 1;
    else expect(run, runId).toMatchObject({ progress: 'FINISHED', outcome: 'SUCCESS' });
    // The next run starts where the killed one left off, or where a good one did.
    if (attempt % 4 === 3) expect(await sync(product.api, integrationId, { type: 'full' })).toMatchObject(success);
    source.change();
  }
  expect(await sync(product.api, integrationId, { type: 'full' })).toMatchObject(success);

  const ledger = new Ledger();
  for (const run of (await allRuns(product.api)).toReversed()) await ledger.enter(product.api, run);
  expect(await product.stop()).toBe(0);
  const stored = await readStored(directory, integrationId, streamNames);
  for (const stream of streamNames) {
    expect(compareRecords(source.records(stream), stored.data(stream))).toEqual(noDifference);
    ledger.compare(stream, stored.records(stream));
  }
  expect(ledger.problems).toEqual([]);
});

const success = { progress: 'FINISHED', outcome: 'SUCCESS', statusCode: 0 };
