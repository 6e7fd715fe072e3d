import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../../shared/connector/json.ts';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: JsonObject | null;
}

/** What a test has the target do instead of, or besides, what was asked; undefined: as it should. */
export type Misbehave = (
  request: SeenRequest,
) =>
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'hang-up'
  | undefined;

/**
 * A target over real HTTP: contacts with ids of its own. It creates whatever it is asked to create, doubles included; with
 * an idempotency key it remembers its answer. `hang-up` carries the request out and breaks the connection.
 */
export async function startTarget() {
  const contacts = new Map<string, JsonObject>();
  const answers = new Map<string, { status: number; body: unknown }>();
  const requests: SeenRequest[] = [];
  let misbehave: Misbehave = () => undefined;
  let next = 1;
  let [atOnce, mostAtOnce] = [0, 0];

  function answer({ method, path, headers, body }: SeenRequest): { status: number; body: unknown } {
    const key = headers['idempotency-key'];
    const known = typeof key === 'string' ? answers.get(key) : undefined;
    if (known) return known;
    const made = carryOut(method, path, body);
    if (typeof key === 'string') answers.set(key, made);
    return made;
  }

  function carryOut(method: string, path: string, body: JsonObject | null): { status: number; body: unknown } {
    const { pathname, searchParams } = new URL(path, 'http://target');
    if (pathname === '/api/contacts' && method === 'POST') {
      const id = `t${next++}`;
      contacts.set(id, body ?? {});
      return { status: 201, body: { data: { id } } };
    }
    if (pathname === '/api/contacts' && method === 'GET') {
      const wanted = searchParams.get('externalId');
      const items = [...contacts].filter(([, contact]) => contact['id'] === wanted).map(([id]) => ({ id }));
      return { status: 200, body: { items } };
    }
    const id = decodeURIComponent(pathname.slice('/api/contacts/'.length));
    if (!contacts.has(id)) return { status: 404, body: { error: 'no such contact' } };
    if (method === 'PUT') contacts.set(id, body ?? {});
    if (method === 'DELETE') contacts.delete(id);
    return { status: method === 'DELETE' ? 204 : 200, body: { data: { id } } };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    let text = '';
    for await (const part of request) text += part;
    const { method = '', url: path = '', headers } = request;
    const seen: SeenRequest = { method, path, headers, body: text === '' ? null : (JSON.parse(text) as JsonObject) };
    requests.push(seen);
    const odd = misbehave(seen);
    atOnce -= 1;
    if (odd && odd !== 'hang-up') {
      response.writeHead(odd.status, { 'content-type': 'application/json', ...odd.headers }).end(odd.body ?? '{}');
      return;
    }
    const { status, body } = answer(seen);
    if (odd === 'hang-up') {
      request.socket.destroy();
      return;
    }
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(status === 204 ? undefined : JSON.stringify(body));
  }

  const server = createServer((request, response) => void handle(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api`,
    contacts,
    requests,
    /** The contacts by the id that they have on our side. Throws where the target has one twice. */
    byOurId(): Map<string, JsonObject> {
      const found = new Map<string, JsonObject>();
      for (const contact of contacts.values()) {
        const id = String(contact['id']);
        if (found.has(id)) throw new Error(`The target has ${id} twice.`);
        found.set(id, contact);
      }
      return found;
    },
    misbehaves(how: Misbehave): void {
      misbehave = how;
    },
    behaves(): void {
      misbehave = () => undefined;
    },
    forget(): void {
      requests.length = 0;
    },
    get mostAtOnce(): number {
      return mostAtOnce;
    },
    close: async (): Promise<void> => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export type TargetServer = Awaited<ReturnType<typeof startTarget>>;
