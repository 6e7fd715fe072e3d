import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { CrmDay } from './crm-days.ts';
import { firstDay, nextDay } from './crm-days.ts';
import { list, streamNames } from './crm-lists.ts';
import type { Fault } from './faults.ts';
import { createFaults } from './faults.ts';
import { createRateLimit } from './rate-limit.ts';
import { tellTruth } from './truth.ts';

export interface CrmOptions {
  /** The bearer token that readers must show. */
  readonly token: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** The day to begin with; 0 is the first. */
  readonly day?: number;
  /** How long each answer takes, about what a real CRM takes; 0 in tests. */
  readonly latencyMs?: number;
  /** Called when `POST /demo/advance` made it another day. */
  readonly onAdvance?: (day: number) => void;
}

export interface CrmServer {
  readonly url: string;
  readonly port: number;
  day(): number;
  /** Makes it the next day and says which. */
  advance(): number;
  close(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly body: object;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A small CRM on 127.0.0.1 with the manners of real ones: three ways to page, rate limits, a hiccup, records that are
 * broken. The same day always holds the same records. Rejects where the port is taken (`EADDRINUSE`).
 */
export async function startCrm(options: CrmOptions): Promise<CrmServer> {
  let crm = firstDay();
  const advance = (): number => {
    crm = nextDay(crm);
    return crm.day;
  };
  while (crm.day < (options.day ?? 0)) advance();

  const answerApi = createApi(options.token, () => crm);
  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname.startsWith('/api/')) {
      await delay(options.latencyMs ?? 60);
      return answerApi(request, url);
    }
    return answerDemo(request, url, crm, () => {
      const day = advance();
      options.onAdvance?.(day);
      return day;
    });
  };

  const server = createServer((request, response) => {
    answer(request).then(
      (answered) => send(response, answered),
      (error: unknown) => send(response, { status: 500, body: { error: String(error) } }),
    );
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    day: () => crm.day,
    advance,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function send(response: ServerResponse, { status, body, headers }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}

/** `/api/contacts`, `/api/companies`, `/api/deals`, and each record by its id: what a connector reads. */
function createApi(token: string, today: () => CrmDay): (request: IncomingMessage, url: URL) => Answer {
  const faults = createFaults();
  const countRequest = createRateLimit();
  return (request, url) => {
    if (!mayRead(request, token)) {
      const body = { error: 'unauthorized', message: 'Send the header "Authorization: Bearer <token>"' };
      return { status: 401, body, headers: { 'www-authenticate': 'Bearer' } };
    }
    const [, , resource, id] = url.pathname.split('/', 4);
    const stream = streamNames.find((name) => name === resource);
    if (stream === undefined) return notFound(url);
    if (request.method !== 'GET') return { status: 405, body: { error: 'read only' }, headers: { allow: 'GET' } };

    const rate = countRequest(Date.now());
    const headers = {
      'x-ratelimit-limit': String(rate.limit),
      'x-ratelimit-remaining': String(rate.remaining),
      'x-ratelimit-reset': String(rate.resetAt),
    };
    if (rate.exceeded) {
      const seconds = Math.max(1, rate.resetAt - Math.floor(Date.now() / 1_000));
      return { ...tooMany, headers: { ...headers, 'retry-after': String(seconds) } };
    }
    if (id !== undefined) {
      const record = today()[stream].find((one) => String(one.id) === decodeURIComponent(id));
      return record ? { status: 200, body: record, headers } : { ...notFound(url), headers };
    }
    const listed = list(today(), stream, url.searchParams);
    if (listed.kind === 'bad-request') return { status: 400, body: { error: listed.message }, headers };
    const fault = faults(today().day, stream, listed.page);
    return fault === undefined ? { status: 200, body: listed.body, headers } : failWith(fault, headers);
  };
}

function mayRead(request: IncomingMessage, token: string): boolean {
  const shown = Buffer.from(request.headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return shown.length === expected.length && timingSafeEqual(shown, expected);
}

const tooMany: Answer = { status: 429, body: { error: 'too many requests', message: 'Slow down and try again' } };
const notFound = (url: URL): Answer => ({ status: 404, body: { error: `nothing at ${url.pathname}` } });

function failWith(fault: Fault, headers: Record<string, string>): Answer {
  if (fault.status === 500) return { status: 500, body: { error: 'the demo CRM stumbled; try again' }, headers };
  const retryAfter =
    fault.retryAfter === 'seconds'
      ? '1'
      : fault.retryAfter === 'date'
        ? new Date(Date.now() + 1_000).toUTCString()
        : null;
  return { ...tooMany, headers: retryAfter === null ? headers : { ...headers, 'retry-after': retryAfter } };
}

/** `/demo/…`: for people and tests, without a token; the data is made up and the port is on loopback only. */
function answerDemo(request: IncomingMessage, url: URL, crm: CrmDay, advance: () => number): Answer {
  const route = `${request.method} ${url.pathname}`;
  if (route === 'POST /demo/advance') return { status: 200, body: { day: advance() } };
  if (route === 'GET /demo/truth') return { status: 200, body: tellTruth(crm) };
  const stream = streamNames.find((name) => route === `GET /demo/truth/${name}`);
  return stream === undefined ? notFound(url) : { status: 200, body: crm[stream] };
}
