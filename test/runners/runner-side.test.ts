import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { RunnerClient } from '../../cli/runner/runner-client.ts';
import { workLoop } from '../../cli/runner/work-loop.ts';
import { listen, type Running } from '../../local/emulators/listen.ts';
import { type Delivery, deliverySchema, type Work } from '../../shared/api/runner-work.ts';
import { type InternalSource, internalManifest, startInternalSource } from './internal-source.ts';

/** What Syncline answers to a delivery: a status, or which page is next. */
type Answer = number | { readonly sequence: number; readonly stop: boolean };

const secret = 'source-token-77aa88bb';
const about = { version: '1', hostname: 'test' };

let syncline: Running;
let source: InternalSource;
let work: Work;
let deliveries: Delivery[];
let answerTo: (delivery: Delivery) => Answer;

beforeAll(async () => {
  source = await startInternalSource(8);
  syncline = await listen(
    createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      if (request.url === '/v1/runner/work') return void response.end(JSON.stringify(work));
      const delivery = deliverySchema.parse(JSON.parse(gunzipSync(Buffer.concat(chunks)).toString()));
      deliveries.push(delivery);
      const answer = answerTo(delivery);
      if (typeof answer === 'number') return void response.writeHead(answer).end();
      response.end(JSON.stringify(answer));
    }),
  );
});
beforeEach(() => {
  deliveries = [];
  work = workAt(source.url.replace('crm.internal', '127.0.0.1'));
});
afterAll(async () => {
  await syncline?.close();
  await source?.close();
});

const workAt = (url: string): Work => ({
  workId: 'w',
  attempt: 3,
  sequence: 4,
  leaseSeconds: 60,
  runId: 'r',
  connector: 'http',
  settings: { manifest: internalManifest, config: { base_url: url, api_token: secret } },
  secretValues: [secret],
  stream: 'contacts',
  mode: 'full',
  cursor: null,
  resume: null,
  ids: null,
});

/** Does that work. Answers with the names of what the runner told. */
async function doOnce(): Promise<string[]> {
  const told: string[] = [];
  const log = (event: string, details?: object) => void told.push(`${event} ${JSON.stringify(details)}`);
  const client = new RunnerClient(syncline.url, 'slr_token');
  await workLoop({ client, log }, about, { leaving: new AbortController().signal, once: true });
  return told;
}

it('pages that are not safe go again with what follows, and so does what was not answered', async () => {
  const fourth = source.gate(4);
  const answers: Answer[] = [503, { sequence: 4, stop: false }];
  answerTo = ({ end }) => {
    const answer = answers.shift();
    if (answers.length === 0) fourth.open();
    return answer ?? { sequence: 13, stop: end !== null };
  };
  const told = await doOnce();
  expect(deliveries.map(({ attempt, sequence, pages, end }) => [attempt, sequence, pages.length, end])).toEqual([
    [3, 4, 3, null],
    [3, 4, 3, null],
    [3, 4, 9, { kind: 'done' }],
  ]);
  const last = deliveries.at(-1);
  expect(last?.pages.flatMap(({ records }) => records.map(({ id }) => id))).toEqual(source.records.map(({ id }) => id));
  expect(last?.pages.map(({ calls }) => calls.length)).toEqual(Array.from({ length: 9 }, () => 1));
  expect(told.map((line) => line.split(' ')[0])).toContain('delivery-failed');
  expect(told.join()).not.toContain(secret);
});

it('what the source says no to is told, without its secrets', async () => {
  const broken = await listen(createServer((_, response) => response.writeHead(404).end(`No ${secret} here`)));
  work = workAt(broken.url);
  answerTo = () => ({ sequence: 4, stop: true });
  await doOnce();
  await broken.close();
  expect(deliveries).toMatchObject([
    { pages: [], end: { kind: 'failed', code: 'http_404', calls: [{ status: 404 }] } },
  ]);
  expect(JSON.stringify(deliveries)).not.toContain(secret);
});

it('a page that is too large to deliver ends the stream, and says what to do', async () => {
  // Half of it is left when it is compressed.
  const data = [{ id: 'a', name: 'A', blob: randomBytes(4_500_000).toString('hex') }];
  const large = await listen(createServer((_, response) => response.end(JSON.stringify({ data }))));
  work = workAt(large.url);
  answerTo = () => ({ sequence: 4, stop: true });
  await doOnce();
  await large.close();
  const message = expect.stringContaining('Ask the source for fewer records a page');
  expect(deliveries).toMatchObject([{ pages: [], end: { kind: 'failed', code: 'page_too_large', message } }]);
});

it('a connector that the runner does not know is told as the version that is missing', async () => {
  work = { ...work, connector: 'brand-new' };
  answerTo = () => ({ sequence: 4, stop: true });
  await doOnce();
  expect(deliveries).toMatchObject([{ end: { kind: 'failed', code: 'runner_outdated' } }]);
});
