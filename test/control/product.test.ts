import { createServer, request } from 'node:http';
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { account } from '../../local/account.ts';
import { clientSettings } from '../../local/emulators/client-settings.ts';
import { listen } from '../../local/emulators/listen.ts';
import type { List } from '../../shared/api/list.ts';
import type { Run } from '../../shared/api/run.ts';
import { startSyncline, syncline } from '../cli/syncline.ts';
import { httpSettings, type Product, startProduct } from '../harness/product.ts';
import { sync, waitForRun } from '../harness/syncs.ts';
import { type PagedSource, pagedManifest, startPagedSource } from './paged-source.ts';

let product: Product;
let source: PagedSource;
let name: string;
let integrationId: string;
let integrations = 0;

beforeAll(async () => {
  [source, product] = await Promise.all([startPagedSource(), startProduct()]);
});
afterAll(async () => {
  source?.letGo();
  await product?.close();
  await source?.close();
});

beforeEach(async () => {
  name = `control-${++integrations}`;
  source.letGo();
  putThings(0, 50, 1);
  const settings = httpSettings(pagedManifest, { base_url: source.url });
  ({ integrationId } = await product.api.createIntegration({ name, connector: 'http', settings }));
});

function putThings(from: number, until: number, version: number): void {
  source.things.clear();
  for (let index = from; index < until; index++) {
    source.things.set(`t${index}`, { id: `t${index}`, name: `Thing ${index}`, version });
  }
}

const cli = (...args: string[]) => syncline(args, { environment: { SYNCLINE_URL: product.url } });
const json = async <T>(...args: string[]): Promise<T> => JSON.parse((await cli(...args, '--json')).out) as T;
const stored = () => product.readRecords(integrationId, 'things');

/** Starts a full run and has the source hold back its fourth page. */
async function startedAndHeld(): Promise<string> {
  await sync(product.api, integrationId, { type: 'full' });
  putThings(20, 60, 2);
  const held = source.hold(4);
  const { runId } = await product.api.startRun(integrationId, { type: 'full' });
  await held;
  return runId;
}

async function expectNextRunToDoTheRest(): Promise<void> {
  source.letGo();
  expect(await sync(product.api, integrationId, { type: 'full' })).toMatchObject({
    outcome: 'SUCCESS',
    counts: { pulled: 40, deleted: 20 },
  });
  expect(await stored()).toEqual(source.things);
}

describe('a run in the middle of its source', () => {
  it('ends when it is cancelled, with what it did, though the source does not answer', async () => {
    const runId = await startedAndHeld();
    const cancelled = await cli('cancel', runId, '--follow');
    expect(cancelled).toMatchObject({ code: 0, out: expect.stringMatching(new RegExp(`${name}: STOPPED`)) });
    expect(cancelled.out).toContain('cancelled: The run was cancelled by admin.');
    const run = await product.api.run(runId);
    expect(run).toMatchObject({ progress: 'ABORTED', outcome: 'FAILED', cancelledBy: 'admin', counts: { deleted: 0 } });
    expect(run.proof).toMatchObject([{ complete: false, deletionsChecked: false }]);
    const changed = [...(await stored()).values()].filter(({ version }) => version === 2);
    expect(changed).toHaveLength(run.counts.signals);
    expect(await cli('cancel', runId)).toMatchObject({ code: 2, err: expect.stringContaining('ABORTED since') });
    await expectNextRunToDoTheRest();
  });

  it('ends in the same way when its execution is stopped in Step Functions', async () => {
    const runId = await startedAndHeld();
    const { endpoints, resource } = product.runtime;
    const sfn = new SFNClient(clientSettings(endpoints.sfn));
    const stateMachine = resource('Workflow/SyncRun/Machine');
    const executionArn = `${stateMachine.replace(':stateMachine:', ':execution:')}:${runId}`;
    await sfn.send(new StopExecutionCommand({ executionArn }));
    sfn.destroy();
    const run = await waitForRun(product.api, runId);
    expect(run).toMatchObject({ progress: 'ABORTED', outcome: 'FAILED', error: { code: 'workflow_stopped' } });
    expect(run.counts.deleted).toBe(0);
    const changed = [...(await stored()).values()].filter(({ version }) => version === 2);
    expect(changed).toHaveLength(run.counts.signals);
    await expectNextRunToDoTheRest();
  });

  it('that comes to its last state past the others says why', async () => {
    const runId = await startedAndHeld();
    const error = { Error: 'States.Timeout', Cause: 'A wait took more than a day.' };
    await product.runtime.invoke('Workflow/Functions/CloseRun/Function', { org: account.accountId, runId, error });
    expect(await product.api.run(runId)).toMatchObject({ progress: 'FINISHED', error: { code: 'chunks_lost' } });
    await expectNextRunToDoTheRest();
  });
});

describe('the command line', () => {
  it('does a run again', async () => {
    const { runId } = await sync(product.api, integrationId, { type: 'full' });
    const again = await cli('retrigger', runId, '--follow');
    expect(again).toMatchObject({ code: 0, out: expect.stringContaining(`does run ${runId} again`) });
    expect(again.out).toMatch(/full sync.*\n.*\(retry\)/);
    expect(await cli('retrigger', runId, '--failed')).toMatchObject({
      code: 2,
      err: expect.stringContaining('No record failed in this run.'),
    });
    expect((await cli('retrigger', '01ARZ3NDEKTSV4RRFFQ69G5FAV')).code).toBe(4);
  });

  it('brings single records up to date', async () => {
    await sync(product.api, integrationId, { type: 'full' });
    source.things.set('t1', { id: 't1', name: 'Thing 1', version: 2 });
    source.things.delete('t2');
    const only = await cli('sync', name, '--streams', 'things', '--ids', 't1', 't2', '--follow');
    expect(only).toMatchObject({ code: 0, out: expect.stringContaining('background sync') });
    expect(await stored()).toEqual(source.things);
    // Each with every decision about it.
    expect(only.out).toMatch(
      new RegExp(
        [
          'things t1 \\(Thing 1\\): UPDATE, OK',
          '  fetched   yes  The source was asked for "t1": GET \\S+/things/t1 was answered with 200 after \\d+ ms\\.',
          '  matched   yes  It is the record \\S+ here, by its id "t1"\\.',
          '  compared  yes  It differs from what is stored in version\\.',
          '  written   yes  It was updated in the record store\\.',
          '  version: 1 → 2',
          '',
          'things t2 \\(Thing 2\\): DELETE, OK',
          '  fetched   no   The source was asked for "t2": GET \\S+/things/t2 was answered with 404 after \\d+ ms\\.',
          '  matched   yes  .*',
          '  compared  –    It is gone: there is nothing to compare\\.',
          '  written   yes  It was deleted in the record store\\.',
        ].join('\n'),
      ),
    );
    const { runId } = (await json<List<Run>>('runs', '--integration', name)).items[0] ?? expect.fail('No run.');
    expect((await cli('entity', runId, 'things', 't1')).out).toContain('  written   yes  It was updated');
    expect(await json('entity', runId, 'things', 't1')).toMatchObject({
      decisions: [{ decision: 'fetched', result: 'YES' }, {}, {}, { decision: 'written', result: 'YES' }],
    });
    expect((await cli('entity', runId, 'things', 'nobody')).code).toBe(4);
    // A run for one record is shown as that record, and one for several as a run.
    const one = await cli('sync', name, '--streams', 'things', '--ids', 't1', '--follow');
    expect(one.out).toContain(`${name}: SUCCESS  things t1, run `);
    const listed = (await cli('runs', '--integration', name, '--connector', 'http', '--trigger', 'API')).out.split(
      '\n',
    );
    expect(listed.slice(1, 4).map((line) => / {2}(things t1|background|full) {2}/.exec(line)?.[1])).toEqual([
      'things t1',
      'background',
      'full',
    ]);
    expect((await json<List<Run>>('runs', '--integration', name, '--direction', 'outbound')).items).toEqual([]);
    expect(await cli('sync', name, '--ids', 't1')).toMatchObject({
      code: 2,
      err: expect.stringContaining('ids are those of one stream'),
    });
  });

  it('shows what a run would do, and keeps that apart', async () => {
    await sync(product.api, integrationId, { type: 'full' });
    putThings(0, 45, 2);
    const dry = await cli('sync', name, '--full', '--dry-run', '--follow');
    expect(dry.out).toMatch(/SUCCESS {2}dry run \(full sync\)/);
    expect(dry.out).toMatch(/Dry run, nothing was written\. 45 records pulled: 45 updated, 5 deleted\./);
    expect([...(await stored()).values()].every(({ version }) => version === 1)).toBe(true);
    expect((await stored()).size).toBe(50);
    expect((await json<List<Run>>('runs', '--integration', name)).items).toHaveLength(1);
    expect((await json<List<Run>>('runs', '--integration', name, '--dry-run')).items).toMatchObject([{ dryRun: true }]);
  });

  it('shows tests and updates of an integration when they are asked for', async () => {
    await cli('test', name);
    await product.api.updateIntegration(integrationId, { name: `${name} b` });
    const of = async (action: string) =>
      (await json<List<Run>>('runs', '--integration', `${name} b`, '--action', action)).items;
    expect((await of('all')).map(({ action }) => action)).toEqual(['update', 'test', 'update']);
    const listed = (await cli('runs', '--integration', `${name} b`, '--action', 'all')).out.split('\n').slice(1, 4);
    expect(listed.map((line) => / {2}(settings|test) {2}/.exec(line)?.[1])).toEqual(['settings', 'test', 'settings']);
    const [test] = await of('test');
    expect((await cli('calls', test?.runId ?? '')).out).toMatch(/GET +200 .*\/things/);
    const [update] = await of('update');
    expect((await cli('run', update?.runId ?? '')).out).toContain(`name: "${name}" → "${name} b"`);
  });

  it('starts one run where the answer was lost on the way', async () => {
    const proxy = await losesFirstAnswer(product.url);
    try {
      const started = await startSyncline(['sync', name, '--url', proxy.url, '--json']).ended;
      expect(started).toMatchObject({ code: 0, err: '' });
      expect(proxy.posts()).toBe(2);
      const { items } = await json<List<Run>>('runs', '--integration', name);
      expect(items.map(({ runId }) => runId)).toEqual([(JSON.parse(started.out) as Run).runId]);
      await waitForRun(product.api, items[0]?.runId ?? '');
    } finally {
      await proxy.close();
    }
  });

  it('takes a key for scripts that may be run again', async () => {
    const nightly = () => json<Run>('sync', name, '--full', '--idempotency-key', `nightly ${name}`);
    const [one, other] = await Promise.all([nightly(), nightly()]);
    expect(one.runId).toBe(other.runId);
    await waitForRun(product.api, one.runId);
    expect((await nightly()).runId).toBe(one.runId);
  });
});

/** Passes requests on; the answer to the first POST never arrives. */
async function losesFirstAnswer(target: string) {
  let posts = 0;
  const server = await listen(
    createServer((incoming, response) => {
      const { method = 'GET', headers, url } = incoming;
      const isLost = method === 'POST' && ++posts === 1;
      const outgoing = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
        if (isLost) return void answer.resume().on('end', () => incoming.socket.destroy());
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      incoming.pipe(outgoing);
    }),
  );
  return { url: server.url, posts: () => posts, close: server.close };
}
