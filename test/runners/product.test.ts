import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { OvertakenError, RunnerClient } from '../../cli/runner/runner-client.ts';
import { account } from '../../local/account.ts';
import { clientSettings } from '../../local/emulators/client-settings.ts';
import type { DeliveredPage, Delivery, Work } from '../../shared/api/runner-work.ts';
import { createDocumentClient, dynamoDbTable } from '../../shared/aws/dynamodb-table.ts';
import { WorkStore } from '../../shared/runners/work-store.ts';
import { syncline } from '../cli/syncline.ts';
import { httpSettings, type Product, startProduct } from '../harness/product.ts';
import { compareRecords, noDifference, recordsById } from '../harness/records.ts';
import { waitForRun } from '../harness/syncs.ts';
import { type InternalSource, internalManifest, startInternalSource } from './internal-source.ts';
import { killRunners, startRunner } from './runner-process.ts';

const org = account.accountId;
const apiToken = 'source-token-5f4e3d2c';

let product: Product;
let source: InternalSource;
let database: DynamoDBClient;
let works: WorkStore;

beforeAll(async () => {
  source = await startInternalSource(8);
  product = await startProduct();
  const { runtime } = product;
  database = new DynamoDBClient(clientSettings(runtime.endpoints.dynamodb));
  works = new WorkStore(dynamoDbTable(createDocumentClient(database), runtime.resource('Storage/Trail/Table')));
});
afterEach(killRunners);
afterAll(async () => {
  database?.destroy();
  await product?.close();
  await source?.close();
});

/** An integration whose source only runners of a pool reach, and whatever else a test needs of the pool. */
async function connect(pool: string) {
  const { integrationId } = await product.api.createIntegration({
    name: pool,
    connector: 'http',
    direction: 'inbound',
    target: 'records',
    settings: httpSettings(internalManifest, { base_url: source.url, api_token: apiToken }),
    runsOn: pool,
  });
  source.asked.length = 0;
  return {
    integrationId,
    start: (dryRun = false) => product.api.startRun(integrationId, { type: 'full', dryRun }),
    token: async (name = 'one') => (await product.api.createRunner({ name, pool })).token,
    records: () => product.readRecords(integrationId, 'contacts'),
  };
}

/** The work of a run once it is offered to runners. */
async function offered(pool: string, runId: string) {
  for (;;) {
    const [work] = await works.list(org, pool, runId);
    if (work) return work;
  }
}

/** As time would have it. */
async function letLeaseRunOut(pool: string, runId: string): Promise<void> {
  const { runnerId, attempt, ...work } = await offered(pool, runId);
  if (runnerId === null) throw new Error('Nobody has the work.');
  expect(await works.hold(work, { runnerId, attempt }, { leaseUntil: 1 })).not.toBe('overtaken');
}

it('a run waits for a runner; where one is killed, another one goes on, and every record is there once', async () => {
  const office = await connect('office');
  const { runId } = await office.start();
  await offered('office', runId);
  expect(await product.api.run(runId)).toMatchObject({ progress: 'CREATED', stage: 'Started', endedAt: null });
  expect(source.asked).toEqual([]);

  const first = source.gate(1);
  const sixth = source.gate(6);
  const killed = startRunner(product.url, await office.token('one'));
  await first.reached;
  expect(await product.api.run(runId)).toMatchObject({ progress: 'PENDING' });
  first.open();
  await sixth.reached;
  await killed.printed('"event":"delivered"');
  expect(await product.api.run(runId)).toMatchObject({ progress: 'RUNNING', stage: 'In progress' });
  killed.child.kill('SIGKILL');
  await killed.ended;
  await letLeaseRunOut('office', runId);
  sixth.open();

  const other = startRunner(product.url, await office.token('two'));
  await other.printed('"event":"work-ended"');
  const run = await waitForRun(product.api, runId, 20);
  expect(run).toMatchObject({ outcome: 'SUCCESS', counts: { pulled: 40, created: 40, warnings: 0 } });
  expect(compareRecords(recordsById(source.records), await office.records())).toEqual(noDifference);
  // The sixth page was asked for again, by the runner that took over, and none before it.
  expect(source.asked).toEqual([1, 2, 3, 4, 5, 6, 6, 7, 8, 9]);
  const pages = await product.api.pages(runId, {});
  expect(pages.items.map(({ page }) => page)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  const calls = await product.api.calls(runId, {});
  expect(calls.items).toHaveLength(9);
  expect(JSON.stringify([pages, calls])).not.toContain(apiToken);

  const { items } = await product.api.runners();
  expect(items.filter(({ pool }) => pool === 'office')).toMatchObject([
    { name: 'one', state: 'online', version: expect.stringMatching(/^\d/) },
    { name: 'two', state: 'online', hostname: expect.any(String) },
  ]);
  other.child.kill('SIGTERM');
  expect(await other.ended).toMatchObject({ code: 0, out: expect.not.stringContaining(apiToken) });
});

it('a runner that is asked to leave gives its work back behind the page that it is reading', async () => {
  const plant = await connect('plant');
  const { runId } = await plant.start();
  const third = source.gate(3);
  const leaving = startRunner(product.url, await plant.token());
  await third.reached;
  leaving.child.kill('SIGTERM');
  await leaving.printed('"event":"leaving"');
  third.open();
  expect((await leaving.ended).code).toBe(0);
  expect(await offered('plant', runId)).toMatchObject({ runnerId: null, crashes: 0 });

  startRunner(product.url, await plant.token('next'));
  expect(await waitForRun(product.api, runId, 20)).toMatchObject({ outcome: 'SUCCESS', counts: { created: 40 } });
  expect(source.asked).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('a dry run at a runner writes nothing', async () => {
  const lab = await connect('lab');
  startRunner(product.url, await lab.token());
  const { runId } = await lab.start(true);
  expect(await waitForRun(product.api, runId, 20)).toMatchObject({ outcome: 'SUCCESS', counts: { created: 40 } });
  expect(await lab.records()).toEqual(new Map());
});

it('a run that is cancelled ends at once where it waits for a runner, and with the next delivery where one reads', async () => {
  const shop = await connect('shop');
  const waiting = await shop.start();
  await offered('shop', waiting.runId);
  await product.api.cancelRun(waiting.runId);
  expect(await waitForRun(product.api, waiting.runId, 20)).toMatchObject({ progress: 'ABORTED' });
  expect(source.asked).toEqual([]);

  const reading = await shop.start();
  const fourth = source.gate(4);
  const runner = startRunner(product.url, await shop.token());
  await fourth.reached;
  await runner.printed('"event":"delivered"');
  await product.api.cancelRun(reading.runId);
  fourth.open();
  const run = await waitForRun(product.api, reading.runId, 20);
  expect(run).toMatchObject({ progress: 'ABORTED', error: { code: 'cancelled' } });
  expect((await shop.records()).size).toBeLessThan(40);
  await runner.printed('"event":"work-ended"');
});

it('only a token that is good lets a runner in, and nobody learns what is wrong with another', async () => {
  const bank = await connect('bank');
  const { token, runnerId } = await product.api.createRunner({ name: 'one', pool: 'bank' });
  const answers = new Set<string>();
  const revoked = await product.api.revokeRunner(runnerId);
  expect(revoked).toMatchObject({ state: 'revoked', revokedAt: expect.any(String) });
  const other = await bank.token('two');
  const wrong = [
    token,
    `slr_${runnerId}_${other.slice(-43)}`,
    `${other.slice(0, -43)}${token.slice(-43)}`,
    `slr_01J00000000000000000000000_${token.slice(-43)}`,
    'nonsense',
    '',
  ];
  for (const path of ['', `/${Buffer.from('["r","s"]').toString('base64url')}/pages`]) {
    for (const given of wrong) {
      const response = await fetch(`${product.url}/v1/runner/work${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${given}`, 'content-type': 'application/octet-stream' },
        body: new Uint8Array(gzipSync('{}')),
      });
      answers.add(`${response.status} ${await response.text()}`);
    }
  }
  expect([...answers]).toEqual([expect.stringMatching(/^401 .*\/problems\/unauthenticated/)]);
  const runner = startRunner(product.url, token);
  expect(await runner.ended).toMatchObject({ code: 2, err: expect.stringContaining('was revoked') });
});

it('a token is shown once, on the command line too, and kept as its hash', async () => {
  const made = await syncline(['runners', 'create', 'vault', '--pool', 'vault', '--url', product.url]);
  expect(made.code).toBe(0);
  const token = /slr_\w+_[\w-]{43}/.exec(`${made.out}${made.err}`)?.[0] ?? expect.fail('There is no token.');
  const listed = await syncline(['runners', '--url', product.url, '--json']);
  const secret = token.slice(-43);
  expect(listed.out).toContain('"vault"');
  expect(listed.out).not.toContain(secret);

  const TableName = product.runtime.resource('Storage/Registry/Table');
  const { Items = [] } = await database.send(new ScanCommand({ TableName }));
  const kept = JSON.stringify(Items);
  expect(kept).not.toContain(secret);
  expect(kept).toContain(createHash('sha256').update(secret).digest('hex'));
  const { runnerId } = (await product.api.runners()).items.find(({ name }) => name === 'vault') ?? expect.fail('Gone.');
  expect(await syncline(['runners', 'revoke', runnerId, '--url', product.url])).toMatchObject({ code: 0 });
  expect((await startRunner(product.url, token).ended).code).toBe(2);
});

it('a delivery that comes again changes nothing, and one of a runner that was overtaken is refused', async () => {
  const yard = await connect('yard');
  const { runId } = await yard.start();
  await offered('yard', runId);
  const slow = new RunnerClient(product.url, await yard.token('slow'));
  const quick = new RunnerClient(product.url, await yard.token('quick'));
  const taken = await take(slow);
  expect(taken).toMatchObject({ runId, stream: 'contacts', sequence: 0, attempt: 1, resume: null });
  expect(JSON.stringify(taken.settings)).toContain(apiToken);

  expect(await deliver(slow, taken, 0, [page(0), page(1)])).toEqual({ sequence: 2, stop: false });
  expect(await deliver(slow, taken, 0, [page(0), page(1)])).toEqual({ sequence: 2, stop: false });
  // Half of it is known.
  expect(await deliver(slow, taken, 1, [page(1), page(2)])).toEqual({ sequence: 3, stop: false });
  await letLeaseRunOut('yard', runId);
  const over = await take(quick);
  expect(over).toMatchObject({ sequence: 3, attempt: 2, resume: page(2).resume });
  await expect(deliver(slow, taken, 3, [page(3)])).rejects.toThrow(OvertakenError);
  await expect(slow.heartbeat(taken.workId, taken.attempt)).rejects.toThrow(OvertakenError);
  expect(await deliver(quick, over, 3, [page(3)], { kind: 'done' })).toEqual({ sequence: 4, stop: true });
  expect(await deliver(quick, over, 3, [page(3)], { kind: 'done' })).toEqual({ sequence: 4, stop: true });

  expect(await waitForRun(product.api, runId, 20)).toMatchObject({
    outcome: 'SUCCESS',
    counts: { pulled: 8, created: 8, warnings: 0 },
  });
  expect((await yard.records()).size).toBe(8);
  // A runner that leaks a secret in what it delivers does not get it into the trail.
  expect(JSON.stringify(await product.api.calls(runId, {}))).not.toContain(apiToken);
});

it('what only runners reach cannot be tested from the cloud, and says so', async () => {
  const { integrationId } = await connect('mill');
  const problem = { problem: { type: '/problems/runs-on-runner', status: 422 } };
  await expect(product.api.testIntegration(integrationId)).rejects.toMatchObject(problem);
  const changed = await product.api.updateIntegration(integrationId, { runsOn: 'cloud' });
  expect(changed).toMatchObject({ runsOn: 'cloud', runnerWaitHours: 24 });
  await expect(product.api.testIntegration(integrationId)).resolves.toMatchObject({ ok: false });
});

async function take(client: RunnerClient): Promise<Work> {
  const work = await client.work({ version: '1.0.0', hostname: 'test' }, AbortSignal.timeout(25_000));
  if (!work) throw new Error('There was no work.');
  return work;
}

const page = (number: number): DeliveredPage => ({
  records: [0, 1].map((index) => ({ id: `${number}-${index}`, name: `With ${apiToken}`, data: { number, index } })),
  resume: { page: number + 1 },
  calls: [
    {
      method: 'GET',
      url: `http://crm.internal/${apiToken}`,
      params: { token: apiToken },
      status: 200,
      durationMs: 1,
      attempt: 1,
      at: '2026-01-31T09:00:00.000Z',
      error: null,
      rateLimit: null,
    },
  ],
});

function deliver(
  client: RunnerClient,
  { workId, attempt }: Work,
  sequence: number,
  pages: DeliveredPage[],
  end: Delivery['end'] = null,
) {
  const delivery: Delivery = { attempt, sequence, pages, end };
  return client.deliver(workId, gzipSync(JSON.stringify(delivery)));
}
