import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { everyItem } from '../../cli/api-client.ts';
import { listen } from '../../local/emulators/listen.ts';
import type { CreatedHook } from '../../shared/api/hook.ts';
import { signHook } from '../../shared/hooks/hook-signature.ts';
import { syncline } from '../cli/syncline.ts';
import { httpSettings, type Product, startProduct } from '../harness/product.ts';
import { sync, waitForRun } from '../harness/syncs.ts';

let product: Product;
let source: Awaited<ReturnType<typeof startSource>>;
let integrationId: string;

beforeAll(async () => {
  [source, product] = await Promise.all([startSource(), startProduct()]);
  const settings = httpSettings(manifest, { base_url: source.url });
  ({ integrationId } = await product.api.createIntegration({ name: 'Shop', connector: 'http', settings }));
});
afterAll(async () => {
  await product?.close();
  await source?.close();
});

interface Order {
  readonly id: string;
  readonly updated_at: string;
}

/** A source with `things` and `people`, which are read in full, and `orders`, of which it is asked what changed. */
async function startSource() {
  const named = (letter: string) =>
    Array.from({ length: 4 }, (_, index) => ({ id: `${letter}${index}`, name: `${letter} ${index}` }));
  const [things, people] = [named('t'), named('p')];
  const orders: Order[] = [{ id: 'o1', updated_at: '2026-01-01T00:00:00Z' }];
  const server = await listen(
    createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://source');
      const [, stream, id] = pathname.split('/');
      const send = (status: number, body: unknown) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (stream === 'things') return send(200, { data: things });
      if (stream === 'orders') {
        const since = searchParams.get('since') ?? '';
        return send(200, { data: orders.filter(({ updated_at }) => updated_at >= since) });
      }
      if (id === undefined) return send(200, { data: people });
      const person = people.find((one) => one.id === id);
      return person ? send(200, person) : send(404, { error: 'no such person' });
    }),
  );
  return { ...server, things, people, orders };
}

const stream = (name: string, more: string): string => `
  - type: DeclarativeStream
    name: ${name}
    primary_key: id
    $parameters: { path: ${name} }
    retriever:
      type: SimpleRetriever
      requester: { $ref: "#/definitions/requester" }
      record_selector:
        type: RecordSelector
        extractor: { type: DpathExtractor, field_path: [data] }
    schema_loader: { type: InlineSchemaLoader, schema: { type: object, properties: {} } }
${more}`;

const byId = `
    x-syncline:
      type: RecordById
      requester: { $ref: "#/definitions/requester", path: "/people/{{ stream_partition['id'] }}" }
`;

const incremental = `
    incremental_sync:
      type: DatetimeBasedCursor
      cursor_field: updated_at
      datetime_format: "%Y-%m-%dT%H:%M:%SZ"
      start_datetime: "2024-01-01T00:00:00Z"
      start_time_option: { type: RequestOption, inject_into: request_parameter, field_name: since }
`;

const manifest = `
version: 6.45.0
type: DeclarativeSource
check: { type: CheckStream, stream_names: [things] }
definitions:
  requester:
    type: HttpRequester
    url_base: "{{ config['base_url'] }}"
    path: "/{{ parameters['path'] }}"
    http_method: GET
streams:
${stream('things', '')}
${stream('people', byId)}
${stream('orders', incremental)}
spec:
  type: Spec
  connection_specification:
    type: object
    required: [base_url]
    properties: { base_url: { type: string } }
`;

const cli = (...args: string[]) => syncline(args, { environment: { SYNCLINE_URL: product.url } });

function post(hook: CreatedHook, content: unknown, secret = hook.secret): Promise<Response> {
  const body = JSON.stringify(content);
  const time = String(Math.floor(Date.now() / 1000));
  return fetch(hook.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'syncline-signature': `t=${time},v1=${signHook(secret, time, Buffer.from(body))}`,
    },
    body,
  });
}

it('a webhook starts a run for what changed; deletions of an emptied source wait for a yes meanwhile', async () => {
  await sync(product.api, integrationId, { type: 'full' });
  const made = await cli('hook', 'shop', '--json');
  const hook = JSON.parse(made.out) as CreatedHook;
  expect(hook).toMatchObject({
    url: `${product.url}/v1/hooks/${integrationId}`,
    secret: expect.stringMatching(/^whsec_.{43}$/),
  });
  const shown = await cli('hook', 'shop');
  expect(shown.out).toContain(hook.url);
  expect(shown.out).not.toContain(hook.secret);

  source.orders.push({ id: 'o2', updated_at: '2026-02-01T00:00:00Z' });
  source.people.splice(0, 1);
  source.people.push({ id: 'p9', name: 'p 9' });
  const refused = await post(hook, { stream: 'orders' }, 'guessed');
  expect(refused.status).toBe(401);
  expect(refused.headers.get('content-type')).toBe('application/problem+json');
  const accepted = await post(hook, [
    { stream: 'orders', ids: ['o2'] },
    { stream: 'people', ids: ['p0', 'p9'] },
  ]);
  expect([accepted.status, await accepted.json()]).toEqual([202, { accepted: ['orders', 'people'] }]);
  expect((await post(hook, { stream: 'things' })).status).toBe(422);
  // Whoever looks for lost messages finds that theirs are on the way.
  expect(await product.runtime.invoke('Hooks/SweepNotes/Function', {})).toMatchObject({
    payload: { announced: [], failed: [] },
  });

  // The ten seconds in which more could come are used for something else.
  await decideOnDeletions();

  const [one, other] = await hookedRuns(2);
  const [orders, people] = one?.streams[0] === 'orders' ? [one, other] : [other, one];
  expect(orders).toMatchObject({
    type: 'update',
    triggerName: 'HTTP_CHANGES',
    startedBy: 'system',
    counts: { created: 1 },
  });
  expect(people).toMatchObject({ type: 'background', streams: ['people'], counts: { created: 1, deleted: 1 } });
  expect([...(await product.readRecords(integrationId, 'orders')).keys()].toSorted()).toEqual(['o1', 'o2']);
  expect([...(await product.readRecords(integrationId, 'people')).keys()].toSorted()).toEqual(['p1', 'p2', 'p3', 'p9']);

  expect(await cli('hook', 'shop', '--remove')).toMatchObject({ code: 0 });
  expect((await post(hook, { stream: 'orders' })).status).toBe(401);
  expect(await cli('hook', 'shop', '--remove')).toMatchObject({ code: 4 });
}, 240_000);

async function decideOnDeletions(): Promise<void> {
  expect((await cli('guard', 'shop')).out).toBe(
    'staged: more than 20 % and more than 50 of the known records, or all of them; an answer is waited for 7 days\n',
  );
  await cli('guard', 'shop', '--percent', '0', '--days', '3');
  await cli('guard', 'shop', '--stream', 'things', '--count', '2');
  const guarded = await cli('guard', 'shop', '--stream', 'orders', '--off', '--json');
  expect(JSON.parse(guarded.out)).toEqual({
    deletionGuard: {
      percent: 0,
      count: 50,
      expiresAfterDays: 3,
      streams: { things: { percent: 0, count: 2 }, orders: null },
    },
  });
  expect(await cli('guard', 'shop', '--percent', '101')).toMatchObject({ code: 2 });
  // Three of four.
  const spared = source.things.splice(1);
  const fewer = await sync(product.api, integrationId, { type: 'full', streams: ['things'] });
  expect(fewer).toMatchObject({ counts: { staged: 3, deleted: 0 } });
  source.things.push(...spared);
  await sync(product.api, integrationId, { type: 'full', streams: ['things'] });
  source.things.length = 0;
  const emptied = await sync(product.api, integrationId, { type: 'full', streams: ['things'] });
  expect(emptied).toMatchObject({ outcome: 'SUCCESS', severity: 'WARNING', counts: { staged: 4, deleted: 0 } });
  const listed = await cli('deletions', 'shop');
  expect(listed.out).toMatch(new RegExp(`${emptied.runId} +Shop +things +PENDING +4 +4 `));
  expect(await cli('reject', emptied.runId, '--reason', 'Not yet.')).toMatchObject({ code: 0 });
  const late = await cli('approve', emptied.runId, '--stream', 'things');
  expect(late).toMatchObject({ code: 2, err: expect.stringContaining('REJECTED') });
  expect(late.err).toContain('Not yet.');

  const again = await sync(product.api, integrationId, { type: 'full', streams: ['things'] });
  const approved = await cli('approve', again.runId, '--json');
  const { deletionRunId } = JSON.parse(approved.out) as { deletionRunId: string };
  expect(await waitForRun(product.api, deletionRunId)).toMatchObject({
    type: 'background',
    retryOf: again.runId,
    outcome: 'SUCCESS',
    counts: { deleted: 4 },
  });
  expect((await product.readRecords(integrationId, 'things')).size).toBe(0);
  const { items } = await product.api.deletions({ integrationId });
  expect(items.map(({ state }) => state)).toEqual(['APPROVED', 'REJECTED', 'SUPERSEDED']);
  expect((await product.api.deletions({ integrationId, state: 'PENDING' })).items).toEqual([]);
  const pages = await Array.fromAsync(everyItem(product.api.deletions, { limit: 1 }));
  expect(pages.map(({ runId }) => runId)).toEqual(items.map(({ runId }) => runId));
  await expect(product.api.deletions({ cursor: 'nonsense' })).rejects.toThrow('cursor');
  await expect(product.api.approveDeletions(again.runId, 'orders', {})).rejects.toThrow('held back no deletions');
}

/** The runs that webhooks started, once they are so many and have ended. */
async function hookedRuns(count: number) {
  const found = await vi.waitFor(
    async () => {
      const { items } = await product.api.runs({ integrationId, trigger: 'SOURCE_CHANGE' });
      if (items.length < count) throw new Error(`Only ${items.length} runs yet.`);
      return items;
    },
    { timeout: 30_000, interval: 200 },
  );
  expect(found).toHaveLength(count);
  return Promise.all(found.map(({ runId }) => waitForRun(product.api, runId)));
}
