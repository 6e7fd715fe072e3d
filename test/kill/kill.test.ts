import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Api, everyItem } from '../../cli/api-client.ts';
import type { Run } from '../../shared/api/run.ts';
import { copyAssembly } from '../harness/assembly.ts';
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

/** The moments of killing: within the reading, behind it (applying, deleting, closing), and at the very start. */
async function momentWithin(kill: number): Promise<void> {
  if (kill % 5 === 4) return delay(random() * 100);
  if (kill % 2 === 0) return source.afterRequests(Math.ceil(random() * source.pages()));
  await source.afterRequests(source.pages() - 1);
  await delay(random() * 1_500);
}

async function killWithin(product: ProductProcess, kill: number, integrationId: string): Promise<string> {
  const moment = momentWithin(kill);
  const { runId } = await product.api.startRun(integrationId, { type: 'full' });
  await moment;
  await product.kill();
  return runId;
}

const allRuns = (api: Api): Promise<Run[]> =>
  Array.fromAsync(everyItem((parameters) => api.runs(parameters), { limit: 100 }));

it('is killed within run after run, and neither hangs nor loses nor doubles anything', {
  timeout: 600_000,
}, async () => {
  let product = await startProcess(directory);
  const settings = httpSettings(manifest, { base_url: source.url });
  const { integrationId } = await product.api.createIntegration({ name: 'changing', connector: 'http', settings });

  let killed = 0;
  for (let attempt = 0; killed < kills; attempt++) {
    expect(attempt, 'kills came too late, again and again').toBeLessThan(2 * kills);
    const runId = await killWithin(product, attempt, integrationId);
    product = await startProcess(directory);
    const run = await waitForRun(product.api, runId, endsWithinSeconds);
    if (run.error?.code === 'workflow_stopped') killed += 1;
    console.log(
      attempt,
      killed,
      run.progress,
      run.outcome,
      JSON.stringify(run.error),
      JSON.stringify(run.proof),
      JSON.stringify(run.counts),
    );
    if (process.env['KEEP']) console.log('t', Math.round(performance.now() / 1000));
    if (attempt % 3 === 2) {
      expect((await sync(product.api, integrationId, { type: 'full' })).outcome).toBe('SUCCESS');
      for (const stream of streamNames) console.log('differs', stream);
    }
    source.change();
  }
  const last = await sync(product.api, integrationId, { type: 'full' });
  expect(last).toMatchObject({ outcome: 'SUCCESS', statusCode: 0 });

  const runs = (await allRuns(product.api)).toReversed();
  expect(runs.filter(({ endedAt }) => endedAt === null)).toEqual([]);
  const ledger = new Ledger();
  for (const run of runs) await ledger.enter(product.api, run);
  expect(await product.stop()).toBe(0);

  const stored = await readStored(directory, integrationId, streamNames);
  for (const stream of streamNames) ledger.compare(stream, stored.records(stream));
  if (process.env['KEEP']) {
    const { writeFileSync } = await import('node:fs');
    writeFileSync('/tmp/helpers/kill-problems.txt', ledger.problems.join('\n'));
  }
  for (const stream of streamNames) {
    expect(compareRecords(source.records(stream), stored.data(stream))).toEqual(noDifference);
  }
  expect(ledger.problems).toEqual([]);
});
